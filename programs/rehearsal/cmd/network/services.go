package main

import (
	"cmp"
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
)

// translation leads connections to a port of a Service to one of its endpoints.
type translation struct {
	address   netip.Addr
	protocol  uint8
	port      uint16
	endpoints []netip.AddrPort
}

// translations leave out ports without endpoints.
func (c *cluster) translations() []translation {
	var translations []translation
	for _, service := range c.services {
		address, ok := clusterIP(service)
		if !ok {
			continue
		}
		slices := c.slicesOf(service)
		for _, port := range service.Spec.Ports {
			if endpoints := endpointsOf(slices, port.Name); len(endpoints) > 0 {
				translations = append(translations, translation{address, protocolNumber(port.Protocol),
					uint16(port.Port), endpoints})
			}
		}
	}
	slices.SortFunc(translations, func(a, b translation) int {
		return cmp.Or(a.address.Compare(b.address), cmp.Compare(a.protocol, b.protocol), cmp.Compare(a.port, b.port))
	})
	return translations
}

// endpointsOf are the ready ones, and those on their way out where there are no others, as in kube-proxy. Pods of a
// Service that publishes addresses of unready pods are ready in its EndpointSlices.
func endpointsOf(endpointSlices []*discoveryv1.EndpointSlice, portName string) []netip.AddrPort {
	var ready, leaving []netip.AddrPort
	for _, slice := range endpointSlices {
		for _, port := range slice.Ports {
			if valueOr(port.Name, "") != portName || port.Port == nil {
				continue
			}
			for _, endpoint := range slice.Endpoints {
				address, ok := ipv4(endpoint.Addresses[0])
				at := netip.AddrPortFrom(address, uint16(*port.Port))
				switch {
				case !ok:
				case valueOr(endpoint.Conditions.Ready, true):
					ready = append(ready, at)
				case valueOr(endpoint.Conditions.Serving, false) && valueOr(endpoint.Conditions.Terminating, false):
					leaving = append(leaving, at)
				}
			}
		}
	}
	if len(ready) == 0 {
		ready = leaving
	}
	slices.SortFunc(ready, netip.AddrPort.Compare)
	return slices.Compact(ready)
}

func (c *cluster) slicesOf(service *corev1.Service) []*discoveryv1.EndpointSlice {
	var found []*discoveryv1.EndpointSlice
	for _, slice := range c.endpointSlices {
		if slice.Namespace == service.Namespace && slice.Labels[discoveryv1.LabelServiceName] == service.Name {
			found = append(found, slice)
		}
	}
	return found
}

// clusterIP is false for headless Services, and for names of other hosts.
func clusterIP(service *corev1.Service) (netip.Addr, bool) {
	if service.Spec.Type == corev1.ServiceTypeExternalName {
		return netip.Addr{}, false
	}
	return ipv4(service.Spec.ClusterIP)
}

func valueOr[T any](pointer *T, otherwise T) T {
	if pointer == nil {
		return otherwise
	}
	return *pointer
}
