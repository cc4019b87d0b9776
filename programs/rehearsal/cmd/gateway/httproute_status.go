package main

import (
	"reflect"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type httpRouteStatus struct {
	Parents []routeParent `json:"parents"`
}

type routeParent struct {
	ParentRef      parentRef          `json:"parentRef"`
	ControllerName string             `json:"controllerName"`
	Conditions     []metav1.Condition `json:"conditions"`
}

// httpRouteStatus replaces what this controller has said of a route, and keeps what others have.
func (w *world) httpRouteStatus(route *httpRoute) httpRouteStatus {
	status := httpRouteStatus{Parents: []routeParent{}}
	for _, parent := range route.Status.Parents {
		if parent.ControllerName != controllerName {
			status.Parents = append(status.Parents, parent)
		}
	}
	for _, attachment := range w.attachments() {
		if attachment.route != route {
			continue
		}
		before := conditionsOf(route.Status.Parents,
			func(p routeParent) bool {
				return p.ControllerName == controllerName && reflect.DeepEqual(p.ParentRef, attachment.parent)
			},
			func(p routeParent) []metav1.Condition { return p.Conditions })
		status.Parents = append(status.Parents, routeParent{
			ParentRef:      attachment.parent,
			ControllerName: controllerName,
			Conditions: conditions(before, route.Generation,
				judge("Accepted", "Accepted", "Route was valid", attachment.refusal),
				judge("ResolvedRefs", "ResolvedRefs", "All references resolved", w.routeRefusal(attachment.gateway, route))),
		})
	}
	return status
}
