package main

import (
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// poolParent is a Gateway that sends requests to an InferencePool, the same in both groups.
type poolParent struct {
	ParentRef  poolParentRef      `json:"parentRef"`
	Conditions []metav1.Condition `json:"conditions"`
}

type poolParentRef struct {
	Group     string `json:"group,omitempty"`
	Kind      string `json:"kind"`
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name"`
}

// poolParents replaces what this controller has said of a pool, and the default that says that no controller has.
func (w *world) poolParents(pool *inferencePool) []poolParent {
	parents := []poolParent{}
	for _, parent := range pool.parents {
		namespace := parent.ParentRef.Namespace
		if namespace == "" {
			namespace = pool.Namespace
		}
		if parent.ParentRef.Kind == "Gateway" && find(w.gateways, namespace, parent.ParentRef.Name) == nil {
			parents = append(parents, parent)
		}
	}
	for _, gateway := range w.gateways {
		referenced, accepted := w.references(gateway, pool)
		if !referenced {
			continue
		}
		var refused *refusal
		if !accepted {
			refused = &refusal{"HTTPRouteNotAccepted",
				"no HTTPRoute that refers to the InferencePool is accepted by the Gateway"}
		}
		reference := poolParentRef{gatewayGroup, "Gateway", gateway.Namespace, gateway.Name}
		before := conditionsOf(pool.parents,
			func(p poolParent) bool { return p.ParentRef == reference },
			func(p poolParent) []metav1.Condition { return p.Conditions })
		parents = append(parents, poolParent{reference, conditions(before, pool.Generation,
			judge("Accepted", "Accepted", "Referenced by an HTTPRoute accepted by the parentRef Gateway", refused),
			judge("ResolvedRefs", "ResolvedRefs", "Referenced ExtensionRef resolved successfully", w.pickerRefusal(pool)))})
	}
	return parents
}

// references tells whether a route of a Gateway refers to a pool, and whether the Gateway accepts such a route.
func (w *world) references(gateway *gateway, pool *inferencePool) (referenced, accepted bool) {
	for _, attachment := range w.attachments() {
		if attachment.gateway == gateway && w.leadsTo(gateway, attachment.route, pool) {
			referenced = true
			accepted = accepted || attachment.refusal == nil
		}
	}
	return referenced, accepted
}

func (w *world) leadsTo(gateway *gateway, route *httpRoute, pool *inferencePool) bool {
	for _, rule := range route.Spec.Rules {
		for _, reference := range rule.BackendRefs {
			if w.resolve(gateway, route, reference).pool == pool {
				return true
			}
		}
	}
	return false
}

func (w *world) pickerRefusal(pool *inferencePool) *refusal {
	if pool.picker.kind != "" && pool.picker.kind != "Service" {
		return &refusal{"InvalidExtensionRef", "Unsupported ExtensionRef kind " + pool.picker.kind}
	}
	service := find(w.services, pool.Namespace, pool.picker.name)
	if service == nil {
		return &refusal{"InvalidExtensionRef", "Referenced ExtensionRef not found " + pool.picker.name}
	}
	if _, known := servicePort(service, pool.picker.port); !known {
		return &refusal{"InvalidExtensionRef", fmt.Sprintf("Service %s of the ExtensionRef has no port %d", pool.picker.name,
			pool.picker.port)}
	}
	return nil
}
