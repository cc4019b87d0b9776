package main

import (
	"slices"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// conditions are what there is to say now; one that has said so before keeps its time.
func conditions(before []metav1.Condition, generation int64, now ...metav1.Condition) []metav1.Condition {
	result := []metav1.Condition{}
	for _, condition := range now {
		if old := meta.FindStatusCondition(before, condition.Type); old != nil {
			result = append(result, *old)
		}
		condition.ObservedGeneration = generation
		meta.SetStatusCondition(&result, condition)
	}
	return result
}

// judge makes a condition that is True unless it is refused.
func judge(kind, reason, message string, refused *refusal) metav1.Condition {
	if refused != nil {
		return metav1.Condition{Type: kind, Status: metav1.ConditionFalse, Reason: refused.reason, Message: refused.message}
	}
	return metav1.Condition{Type: kind, Status: metav1.ConditionTrue, Reason: reason, Message: message}
}

func conditionsOf[T any](entries []T, same func(T) bool, read func(T) []metav1.Condition) []metav1.Condition {
	if at := slices.IndexFunc(entries, same); at >= 0 {
		return read(entries[at])
	}
	return nil
}
