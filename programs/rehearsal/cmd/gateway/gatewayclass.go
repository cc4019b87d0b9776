package main

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

type gatewayClass struct {
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		ControllerName string `json:"controllerName"`
	} `json:"spec"`
	Status struct {
		Conditions []metav1.Condition `json:"conditions"`
	} `json:"status"`
}

// reconcileClass makes the GatewayClass that Istio makes, and accepts one that is there already.
func (c *controller) reconcileClass(ctx context.Context) error {
	source := c.findClass()
	if source == nil {
		source = &unstructured.Unstructured{Object: object{
			"apiVersion": gatewayGroup + "/v1",
			"kind":       "GatewayClass",
			"metadata":   object{"name": c.options.class},
			"spec":       object{"controllerName": controllerName, "description": "The default Istio GatewayClass"},
		}}
		// Its creation is a change, which brings the controller back here.
		_, err := c.dynamic.Resource(c.kinds.gatewayClasses).Create(ctx, source,
			metav1.CreateOptions{FieldManager: controllerName})
		return err
	}
	if !c.ownsClass() {
		return nil
	}
	class, err := read(source, gatewayClass{})
	if err != nil {
		return err
	}
	return c.writeStatus(ctx, c.kinds.gatewayClasses, source, object{
		"conditions": conditions(class.Status.Conditions, class.Generation,
			judge("Accepted", "Accepted", "Handled by Istio controller", nil)),
	})
}

func (c *controller) ownsClass() bool {
	class := c.findClass()
	if class == nil {
		return false
	}
	owner, _, _ := unstructured.NestedString(class.Object, "spec", "controllerName")
	return owner == controllerName
}

func (c *controller) findClass() *unstructured.Unstructured {
	return find(c.listed(c.kinds.gatewayClasses), "", c.options.class)
}
