package main

import (
	"bytes"
	"encoding/json"

	"github.com/argoproj/gitops-engine/pkg/utils/kube"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Object says which object an answer is about.
type Object struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Namespace  string `json:"namespace,omitempty"`
	Name       string `json:"name"`
}

func objectOf(u *unstructured.Unstructured) Object {
	return Object{APIVersion: u.GetAPIVersion(), Kind: u.GetKind(), Namespace: u.GetNamespace(), Name: u.GetName()}
}

// readObjects reads YAML documents, JSON documents, a JSON array, or Lists of objects.
func readObjects(text []byte) ([]*unstructured.Unstructured, error) {
	if trimmed := bytes.TrimSpace(text); len(trimmed) > 0 && trimmed[0] == '[' {
		var objects objects
		err := json.Unmarshal(trimmed, &objects)
		return objects, err
	}
	documents, err := kube.SplitYAML(text)
	if err != nil {
		return nil, err
	}
	return flatten(documents)
}

// objects is a list of manifests in a request.
type objects []*unstructured.Unstructured

// UnmarshalJSON takes a list of objects, or one string of YAML documents.
func (o *objects) UnmarshalJSON(text []byte) error {
	var yaml string
	if json.Unmarshal(text, &yaml) == nil {
		read, err := readObjects([]byte(yaml))
		*o = read
		return err
	}
	var items []map[string]any
	if err := json.Unmarshal(text, &items); err != nil {
		return err
	}
	var found []*unstructured.Unstructured
	for _, item := range items {
		// A null is an object that is not there, for instance one that the cluster does not have.
		if item != nil {
			found = append(found, &unstructured.Unstructured{Object: item})
		}
	}
	flat, err := flatten(found)
	*o = flat
	return err
}

func flatten(documents []*unstructured.Unstructured) ([]*unstructured.Unstructured, error) {
	var flat []*unstructured.Unstructured
	for _, document := range documents {
		if !document.IsList() {
			flat = append(flat, document)
			continue
		}
		list, err := document.ToList()
		if err != nil {
			return nil, err
		}
		for i := range list.Items {
			flat = append(flat, &list.Items[i])
		}
	}
	return flat, nil
}
