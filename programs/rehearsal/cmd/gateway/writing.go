package main

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
)

var (
	force   = true
	applied = metav1.PatchOptions{FieldManager: controllerName, Force: &force}
	oneOnly = metav1.ListOptions{Limit: 1}
)

// resources are the resources of the kinds that run an Envoy.
var resources = map[string]schema.GroupVersionResource{
	"ServiceAccount": {Version: "v1", Resource: "serviceaccounts"},
	"Service":        {Version: "v1", Resource: "services"},
	"Deployment":     {Group: "apps", Version: "v1", Resource: "deployments"},
}

// apply changes nothing, not even the resource version, of an object that is as it is wanted.
func (c *controller) apply(ctx context.Context, wanted *unstructured.Unstructured) error {
	text, err := json.Marshal(wanted.Object)
	if err != nil {
		return err
	}
	client := c.dynamic.Resource(resources[wanted.GetKind()]).Namespace(wanted.GetNamespace())
	_, err = client.Patch(ctx, wanted.GetName(), types.ApplyPatchType, text, applied)
	// A namespace that is going takes nothing, and needs nothing.
	if apierrors.HasStatusCause(err, corev1.NamespaceTerminatingCause) {
		return nil
	}
	return err
}

// writeStatus leaves alone a status that is as it is wanted, and an object that has changed since: its change brings it
// here again.
func (c *controller) writeStatus(ctx context.Context, kind schema.GroupVersionResource,
	source *unstructured.Unstructured, status any) error {
	wanted, err := plain(status)
	if err != nil {
		return err
	}
	before, err := plain(source.Object["status"])
	if err != nil || reflect.DeepEqual(withoutEmpty(before), withoutEmpty(wanted)) {
		return err
	}
	updated := source.DeepCopy()
	updated.Object["status"] = wanted
	_, err = c.dynamic.Resource(kind).Namespace(source.GetNamespace()).UpdateStatus(ctx, updated,
		metav1.UpdateOptions{FieldManager: controllerName})
	if err == nil || apierrors.IsConflict(err) || apierrors.IsNotFound(err) {
		return nil
	}
	return fmt.Errorf("status of %s %s/%s: %w", kind.Resource, source.GetNamespace(), source.GetName(), err)
}

// plain is a value as JSON has it, whatever it was in Go.
func plain(value any) (any, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	var result any
	return result, json.Unmarshal(text, &result)
}

// withoutEmpty takes away the lists of an object that hold nothing, for absent and empty say the same.
func withoutEmpty(value any) object {
	result := object{}
	fields, _ := value.(object)
	for name, field := range fields {
		if items, isList := field.(list); !isList || len(items) > 0 {
			result[name] = field
		}
	}
	return result
}
