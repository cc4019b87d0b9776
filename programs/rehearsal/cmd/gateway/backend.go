package main

import "fmt"

// backend is where a backendRef leads: to a cluster, or nowhere, with the reason why.
type backend struct {
	weight  int32
	cluster *cluster
	// Requests of an InferencePool ask this picker first.
	picker  *cluster
	pool    *inferencePool
	refusal *refusal
}

func (w *world) resolve(gateway *gateway, route *httpRoute, reference backendRef) backend {
	b := backend{weight: valueOr(reference.Weight, 1)}
	group, kind := valueOr(reference.Group, ""), valueOr(reference.Kind, "Service")
	name := fmt.Sprintf("group %q kind %q name %q", group, kind, reference.Name)
	pooled := group == w.poolGroup && kind == "InferencePool"
	switch {
	case !pooled && (group != "" || kind != "Service"):
		b.refusal = &refusal{"InvalidKind", "referencing unsupported backendRef: " + name}
	case valueOr(reference.Namespace, route.Namespace) != route.Namespace:
		b.refusal = &refusal{"RefNotPermitted", "backendRef into another namespace: " + name}
	case pooled:
		if b.pool = find(w.pools, route.Namespace, reference.Name); b.pool == nil {
			b.refusal = &refusal{"BackendNotFound", "backendRef not found: " + name}
			break
		}
		b.cluster = poolCluster(w, b.pool)
		b.picker = pickerCluster(w, gateway, b.pool)
	default:
		number := valueOr(reference.Port, 0)
		service := find(w.services, route.Namespace, reference.Name)
		if service == nil {
			b.refusal = &refusal{"BackendNotFound", "backendRef not found: " + name}
			break
		}
		port, known := servicePort(service, number)
		if !known {
			b.refusal = &refusal{"BackendNotFound", fmt.Sprintf("backendRef has no port %d: %s", number, name)}
			break
		}
		b.cluster = serviceCluster(w, gateway, service, port)
	}
	return b
}

// routeRefusal is the first reason why a backend of a route does not resolve.
func (w *world) routeRefusal(gateway *gateway, route *httpRoute) *refusal {
	for _, rule := range route.Spec.Rules {
		for _, reference := range rule.BackendRefs {
			if refusal := w.resolve(gateway, route, reference).refusal; refusal != nil {
				return refusal
			}
		}
	}
	return nil
}
