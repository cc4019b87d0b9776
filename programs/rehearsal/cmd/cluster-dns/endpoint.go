package main

import (
	"bytes"
	"cmp"
	"net"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// endpoint is a port of a ready pod of a Service.
type endpoint struct {
	name     string
	ip       net.IP
	portName string
	protocol corev1.Protocol
	port     int32
}

// endpoints are of ready pods; where the Service publishes unready ones, its EndpointSlices call these ready. A pod
// without a port is one too.
func (z *zone) endpoints(service *corev1.Service) []endpoint {
	// Listing a cache does not fail.
	ofService := labels.SelectorFromSet(labels.Set{discoveryv1.LabelServiceName: service.Name})
	found, _ := z.endpointSlices.EndpointSlices(service.Namespace).List(ofService)
	var endpoints []endpoint
	for _, slice := range found {
		for _, of := range slice.Endpoints {
			ready := of.Conditions.Ready == nil || *of.Conditions.Ready
			if slice.AddressType != discoveryv1.AddressTypeIPv4 || !ready {
				continue
			}
			e := endpoint{name: endpointName(of), ip: net.ParseIP(of.Addresses[0])}
			if len(slice.Ports) == 0 {
				endpoints = append(endpoints, e)
			}
			for _, port := range slice.Ports {
				e.portName, e.protocol, e.port = valueOf(port.Name), valueOf(port.Protocol), valueOf(port.Port)
				endpoints = append(endpoints, e)
			}
		}
	}
	slices.SortFunc(endpoints, func(a, b endpoint) int {
		return cmp.Or(bytes.Compare(a.ip, b.ip),
			cmp.Compare(a.port, b.port))
	})
	return endpoints
}

func endpointName(of discoveryv1.Endpoint) string {
	if hostname := valueOf(of.Hostname); hostname != "" {
		return hostname
	}
	return strings.ReplaceAll(of.Addresses[0], ".", "-")
}

func valueOf[T any](pointer *T) T {
	if pointer == nil {
		return *new(T)
	}
	return *pointer
}
