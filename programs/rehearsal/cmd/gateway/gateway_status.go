package main

import (
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type gatewayStatus struct {
	Addresses  []gatewayAddress   `json:"addresses"`
	Conditions []metav1.Condition `json:"conditions"`
	Listeners  []listenerStatus   `json:"listeners"`
}

type gatewayAddress struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

type listenerStatus struct {
	Name           string             `json:"name"`
	AttachedRoutes int32              `json:"attachedRoutes"`
	SupportedKinds []routeKind        `json:"supportedKinds"`
	Conditions     []metav1.Condition `json:"conditions"`
}

type routeKind struct {
	Group string `json:"group"`
	Kind  string `json:"kind"`
}

// gatewayStatus tells whether the parameters of a Gateway are valid (nil when they are), and whether its Envoy runs.
func (w *world) gatewayStatus(gateway *gateway, invalid error) gatewayStatus {
	var accepted, programmed *refusal
	if invalid != nil {
		accepted = &refusal{"InvalidParameters", invalid.Error()}
		programmed = &refusal{"Invalid", invalid.Error()}
	} else if !w.available(gateway) {
		programmed = &refusal{"AddressNotAssigned", "no replica of Deployment " + gateway.dataPlaneName() + " is available"}
	}
	status := gatewayStatus{Addresses: []gatewayAddress{}, Listeners: []listenerStatus{}}
	if programmed == nil {
		status.Addresses = append(status.Addresses, gatewayAddress{"Hostname", gateway.hostname()})
	}
	status.Conditions = conditions(gateway.Status.Conditions, gateway.Generation,
		judge("Accepted", "Accepted", "Resource accepted", accepted),
		judge("Programmed", "Programmed", "Resource programmed, assigned to service "+gateway.hostname(), programmed))
	attachments := w.attachments()
	for _, listener := range gateway.Spec.Listeners {
		status.Listeners = append(status.Listeners, w.listenerStatusOf(gateway, listener, attachments, programmed))
	}
	return status
}

func (w *world) available(gateway *gateway) bool {
	deployment := find(w.deployments, gateway.Namespace, gateway.dataPlaneName())
	return deployment != nil && deployment.Status.AvailableReplicas > 0
}

func (w *world) listenerStatusOf(gateway *gateway, listener listener, attachments []attachment,
	programmed *refusal) listenerStatus {
	var accepted *refusal
	kinds := []routeKind{{gatewayGroup, "HTTPRoute"}}
	if !listener.served() {
		accepted = &refusal{"UnsupportedProtocol", fmt.Sprintf("protocol %q is unsupported", listener.Protocol)}
		programmed = &refusal{"Invalid", accepted.message}
		kinds = []routeKind{}
	} else if programmed != nil {
		programmed = &refusal{"Pending", programmed.message}
	}
	var resolved *refusal
	if listener.secure() && w.downstreamTLS(gateway, listener) == nil {
		resolved = &refusal{"InvalidCertificateRef", "no Secret of this namespace with tls.crt and tls.key"}
		programmed = &refusal{"Invalid", resolved.message}
	}
	// A route that names the listener twice is still one route.
	attached := map[*httpRoute]bool{}
	for _, attachment := range attachments {
		for _, place := range attachment.listeners {
			if attachment.gateway == gateway && place.Name == listener.Name {
				attached[attachment.route] = true
			}
		}
	}
	before := conditionsOf(gateway.Status.Listeners,
		func(s listenerStatus) bool { return s.Name == listener.Name },
		func(s listenerStatus) []metav1.Condition { return s.Conditions })
	return listenerStatus{
		Name:           listener.Name,
		AttachedRoutes: int32(len(attached)),
		SupportedKinds: kinds,
		Conditions: conditions(before, gateway.Generation,
			judge("Accepted", "Accepted", "No errors found", accepted),
			metav1.Condition{Type: "Conflicted", Status: metav1.ConditionFalse, Reason: "NoConflicts",
				Message: "No errors found"},
			judge("Programmed", "Programmed", "No errors found", programmed),
			judge("ResolvedRefs", "ResolvedRefs", "No errors found", resolved)),
	}
}
