package main

import "k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

// normalizer does what Argo CD's own does when nobody configured an ignoreDifferences: it leaves out `status`,
// of built-in and custom resources alike since Argo CD 3.0, and nothing else.
type normalizer struct {
	compareStatus bool
}

// Normalize changes the object in place.
func (n normalizer) Normalize(object *unstructured.Unstructured) error {
	if !n.compareStatus {
		unstructured.RemoveNestedField(object.Object, "status")
	}
	return nil
}
