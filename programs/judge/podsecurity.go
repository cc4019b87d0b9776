package main

import (
	"fmt"
	"sort"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// PodLevel is what Pod Security admission makes of one pod template.
type PodLevel struct {
	Object Object `json:"object"`
	// Path is where in the object the template is; a LeaderWorkerSet has two.
	Path  string `json:"path"`
	Level string `json:"level"`
	// NotRestricted and NotBaseline say which rules keep the pod from that level.
	NotRestricted []Violation `json:"notRestricted"`
	NotBaseline   []Violation `json:"notBaseline"`
}

// Violation is one rule of the Pod Security Standards, in the words of the admission library.
type Violation struct {
	Reason string `json:"reason"`
	Detail string `json:"detail"`
}

// podSecurity judges by the newest rules the library knows, as a namespace without a version label does.
func podSecurity(input []byte) (any, error) {
	found, err := readObjects(input)
	if err != nil {
		return nil, err
	}
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks())
	if err != nil {
		return nil, err
	}
	levels := []PodLevel{}
	for _, object := range found {
		for _, at := range podTemplates(object.Object, "") {
			var template corev1.PodTemplateSpec
			if err := runtime.DefaultUnstructuredConverter.FromUnstructured(at.template, &template); err != nil {
				return nil, fmt.Errorf("%s %s%s: %w", object.GetKind(), object.GetName(), at.path, err)
			}
			level := PodLevel{
				Object:        objectOf(object),
				Path:          at.path,
				NotRestricted: violations(evaluator, api.LevelRestricted, &template),
				NotBaseline:   violations(evaluator, api.LevelBaseline, &template),
			}
			level.Level = string(levelOf(level))
			levels = append(levels, level)
		}
	}
	return levels, nil
}

func levelOf(level PodLevel) api.Level {
	switch {
	case len(level.NotRestricted) == 0:
		return api.LevelRestricted
	case len(level.NotBaseline) == 0:
		return api.LevelBaseline
	default:
		return api.LevelPrivileged
	}
}

func violations(evaluator policy.Evaluator, level api.Level, template *corev1.PodTemplateSpec) []Violation {
	found := []Violation{}
	lv := api.LevelVersion{Level: level, Version: api.LatestVersion()}
	for _, result := range evaluator.EvaluatePod(lv, &template.ObjectMeta, &template.Spec) {
		if !result.Allowed {
			found = append(found, Violation{Reason: result.ForbiddenReason, Detail: result.ForbiddenDetail})
		}
	}
	return found
}

type templateAt struct {
	path     string
	template map[string]any
}

// podTemplates looks for templates by their shape, because admission knows those of built-in kinds only
// and custom resources hold them anywhere.
func podTemplates(node any, path string) []templateAt {
	switch value := node.(type) {
	case map[string]any:
		if spec, ok := value["spec"].(map[string]any); ok {
			if _, ok := spec["containers"].([]any); ok {
				return []templateAt{{path: path, template: map[string]any{"metadata": value["metadata"], "spec": spec}}}
			}
		}
		return inFields(value, path)
	case []any:
		var found []templateAt
		for i, item := range value {
			found = append(found, podTemplates(item, path+"/"+strconv.Itoa(i))...)
		}
		return found
	}
	return nil
}

func inFields(fields map[string]any, path string) []templateAt {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	sort.Strings(names)
	var found []templateAt
	for _, name := range names {
		found = append(found, podTemplates(fields[name], path+"/"+name)...)
	}
	return found
}
