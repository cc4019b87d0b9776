package main

import (
	"slices"
	"strings"
)

// attachment is a route's place at one of its parents.
type attachment struct {
	gateway   *gateway
	route     *httpRoute
	parent    parentRef
	listeners []listener
	refusal   *refusal
}

// refusal is the reason and message of a condition that is False.
type refusal struct{ reason, message string }

// attachments are the places of all routes at the Gateways of this controller.
func (w *world) attachments() []attachment {
	var attachments []attachment
	for _, route := range w.routes {
		for _, parent := range route.Spec.ParentRefs {
			if valueOr(parent.Group, gatewayGroup) != gatewayGroup || valueOr(parent.Kind, "Gateway") != "Gateway" {
				continue
			}
			if gateway := find(w.gateways, valueOr(parent.Namespace, route.Namespace), parent.Name); gateway != nil {
				attachments = append(attachments, attach(gateway, route, parent))
			}
		}
	}
	return attachments
}

func attach(gateway *gateway, route *httpRoute, parent parentRef) attachment {
	a := attachment{gateway: gateway, route: route, parent: parent}
	if message := route.unsupported(); message != "" {
		a.refusal = &refusal{"UnsupportedValue", message}
		return a
	}
	a.refusal = &refusal{"NoMatchingParent", "the Gateway has no HTTP listener of this sectionName and port"}
	for _, listener := range gateway.Spec.Listeners {
		if !listener.served() || valueOr(parent.SectionName, listener.Name) != listener.Name ||
			valueOr(parent.Port, listener.Port) != listener.Port {
			continue
		}
		if !listener.allows(route.Namespace, gateway.Namespace) {
			a.refusal = &refusal{"NotAllowedByListeners", "no listener takes routes of the namespace " + route.Namespace}
			continue
		}
		if len(sharedHostnames(listener, route)) == 0 {
			a.refusal = &refusal{"NoMatchingListenerHostname", "no hostname of the route is one of the listener"}
			continue
		}
		a.listeners = append(a.listeners, listener)
	}
	if len(a.listeners) > 0 {
		a.refusal = nil
	}
	return a
}

// sharedHostnames are the hosts for which a listener serves a route, as Envoy's domains.
func sharedHostnames(listener listener, route *httpRoute) []string {
	if len(route.Spec.Hostnames) == 0 {
		if listener.Hostname == "" {
			return []string{"*"}
		}
		return []string{listener.Hostname}
	}
	var shared []string
	for _, hostname := range route.Spec.Hostnames {
		switch {
		case listener.Hostname == "" || covers(listener.Hostname, hostname):
			shared = append(shared, hostname)
		case covers(hostname, listener.Hostname):
			shared = append(shared, listener.Hostname)
		}
	}
	slices.Sort(shared)
	return slices.Compact(shared)
}

func covers(pattern, hostname string) bool {
	suffix, wildcard := strings.CutPrefix(pattern, "*")
	return pattern == hostname || wildcard && strings.HasSuffix(hostname, suffix)
}
