package main

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
)

// inferencePool is what this controller reads of an InferencePool, whichever its group.
type inferencePool struct {
	metav1.ObjectMeta
	selector map[string]string
	ports    []int32
	picker   picker
	parents  []poolParent

	source *unstructured.Unstructured
}

type picker struct {
	kind     string
	name     string
	port     int32
	failOpen bool
}

// poolForm is how one group writes its InferencePool.
type poolForm struct {
	version      string
	parentsField string
	read         func(object *unstructured.Unstructured) (*inferencePool, error)
}

var poolForms = map[string]poolForm{
	"inference.networking.x-k8s.io": {version: "v1alpha2", parentsField: "parent", read: readAlphaPool},
	"inference.networking.k8s.io":   {version: "v1", parentsField: "parents", read: readPool},
}

// members are the pods to which the pool's requests may go.
func (p *inferencePool) members(pods []*corev1.Pod) []address {
	selector := labels.SelectorFromSet(p.selector)
	var members []address
	for _, pod := range pods {
		if pod.Namespace != p.Namespace || pod.DeletionTimestamp != nil || pod.Status.PodIP == "" ||
			!selector.Matches(labels.Set(pod.Labels)) {
			continue
		}
		if slices.ContainsFunc(pod.Status.Conditions, func(c corev1.PodCondition) bool {
			return c.Type == corev1.PodReady && c.Status == corev1.ConditionTrue
		}) {
			for _, port := range p.ports {
				members = append(members, address{pod.Status.PodIP, port})
			}
		}
	}
	return members
}

func readPool(object *unstructured.Unstructured) (*inferencePool, error) {
	form, err := read(object, struct {
		metav1.ObjectMeta `json:"metadata"`
		Spec              struct {
			Selector struct {
				MatchLabels map[string]string `json:"matchLabels"`
			} `json:"selector"`
			TargetPorts []struct {
				Number int32 `json:"number"`
			} `json:"targetPorts"`
			EndpointPickerRef struct {
				Kind string `json:"kind"`
				Name string `json:"name"`
				Port struct {
					Number int32 `json:"number"`
				} `json:"port"`
				FailureMode string `json:"failureMode"`
			} `json:"endpointPickerRef"`
		} `json:"spec"`
		Status struct {
			Parents []poolParent `json:"parents"`
		} `json:"status"`
	}{})
	if err != nil {
		return nil, err
	}
	reference := form.Spec.EndpointPickerRef
	pool := &inferencePool{
		ObjectMeta: form.ObjectMeta,
		selector:   form.Spec.Selector.MatchLabels,
		picker:     picker{reference.Kind, reference.Name, reference.Port.Number, reference.FailureMode == "FailOpen"},
		parents:    form.Status.Parents,
		source:     object,
	}
	for _, port := range form.Spec.TargetPorts {
		pool.ports = append(pool.ports, port.Number)
	}
	return pool, nil
}

func readAlphaPool(object *unstructured.Unstructured) (*inferencePool, error) {
	form, err := read(object, struct {
		metav1.ObjectMeta `json:"metadata"`
		Spec              struct {
			Selector         map[string]string `json:"selector"`
			TargetPortNumber int32             `json:"targetPortNumber"`
			ExtensionRef     struct {
				Kind        string `json:"kind"`
				Name        string `json:"name"`
				PortNumber  int32  `json:"portNumber"`
				FailureMode string `json:"failureMode"`
			} `json:"extensionRef"`
		} `json:"spec"`
		Status struct {
			Parent []poolParent `json:"parent"`
		} `json:"status"`
	}{})
	if err != nil {
		return nil, err
	}
	reference := form.Spec.ExtensionRef
	port := reference.PortNumber
	if port == 0 {
		port = 9002 // The default that its API documents, and Istio takes.
	}
	return &inferencePool{
		ObjectMeta: form.ObjectMeta,
		selector:   form.Spec.Selector,
		ports:      []int32{form.Spec.TargetPortNumber},
		picker:     picker{reference.Kind, reference.Name, port, reference.FailureMode == "FailOpen"},
		parents:    form.Status.Parent,
		source:     object,
	}, nil
}
