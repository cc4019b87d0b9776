package main

import (
	"github.com/argoproj/gitops-engine/pkg/sync/hook"
	"github.com/argoproj/gitops-engine/pkg/sync/syncwaves"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Order is when in a sync Argo CD applies an object.
type Order struct {
	Wave int `json:"wave"`
	// Hooks are the phases of a hook; an object without any belongs to the Sync phase.
	Hooks []string `json:"hooks,omitempty"`
}

func orderOf(object *unstructured.Unstructured) Order {
	order := Order{Wave: syncwaves.Wave(object)}
	for _, kind := range hook.Types(object) {
		order.Hooks = append(order.Hooks, string(kind))
	}
	return order
}
