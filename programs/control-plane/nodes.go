package main

import (
	"context"
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// createNodes registers nodes as their kubelets would, with the resources that the scheduler counts.
func createNodes(ctx context.Context, client kubernetes.Interface, o options) error {
	capacity, err := nodeCapacity(o.nodeResources)
	if err != nil {
		return err
	}
	for i := range o.nodes {
		name := fmt.Sprintf("node-%d", i)
		node := &corev1.Node{
			ObjectMeta: v1.ObjectMeta{Name: name, Labels: map[string]string{
				corev1.LabelHostname:   name,
				corev1.LabelOSStable:   "linux",
				corev1.LabelArchStable: "amd64",
			}},
			Status: corev1.NodeStatus{
				Capacity:    capacity,
				Allocatable: capacity,
				Conditions:  []corev1.NodeCondition{{Type: corev1.NodeReady, Status: corev1.ConditionTrue, Reason: "KubeletReady"}},
			},
		}
		if _, err := client.CoreV1().Nodes().Create(ctx, node, v1.CreateOptions{}); err != nil {
			return fmt.Errorf("node %s: %w", name, err)
		}
	}
	return nil
}

func nodeCapacity(extended map[string]string) (corev1.ResourceList, error) {
	capacity := corev1.ResourceList{
		corev1.ResourceCPU:              resource.MustParse("192"),
		corev1.ResourceMemory:           resource.MustParse("2Ti"),
		corev1.ResourceEphemeralStorage: resource.MustParse("8Ti"),
		corev1.ResourcePods:             resource.MustParse("110"),
	}
	for name, amount := range extended {
		quantity, err := resource.ParseQuantity(amount)
		if err != nil {
			return nil, fmt.Errorf("--node-resources: %s must be a quantity, got %q", name, amount)
		}
		capacity[corev1.ResourceName(name)] = quantity
	}
	return capacity, nil
}

// nodesReady is true once the node controller has taken its own taint away; before that no pod is placed.
func (p *plane) nodesReady(ctx context.Context) error {
	client, err := p.client()
	if err != nil {
		return err
	}
	nodes, err := client.CoreV1().Nodes().List(ctx, v1.ListOptions{})
	if err != nil {
		return err
	}
	for _, node := range nodes.Items {
		for _, taint := range node.Spec.Taints {
			if strings.HasPrefix(taint.Key, "node.kubernetes.io/") {
				return fmt.Errorf("%s still has the taint %s", node.Name, taint.Key)
			}
		}
	}
	return nil
}
