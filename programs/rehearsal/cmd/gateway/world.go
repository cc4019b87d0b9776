package main

import (
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
)

// world is everything that one reconcile sees, sorted by namespace and name, so that the same world makes the same
// configuration.
type world struct {
	poolGroup string
	gateways  []*gateway
	routes    []*httpRoute
	pools     []*inferencePool
	rules     []*destinationRule
	policies  []*authorizationPolicy
	secrets   []*corev1.Secret
	// Istio reads them beside the policies.
	authentications []*requestAuthentication
	pods            []*corev1.Pod
	services        []*corev1.Service
	slices          []*discoveryv1.EndpointSlice
	configMaps      []*corev1.ConfigMap
	deployments     []*appsv1.Deployment
}

// named is what all objects of the API are.
type named interface {
	GetNamespace() string
	GetName() string
}

func find[T named](objects []T, namespace, name string) (found T) {
	for _, object := range objects {
		if object.GetNamespace() == namespace && object.GetName() == name {
			return object
		}
	}
	return found
}

func byName[T named](a, b T) int {
	if order := strings.Compare(a.GetNamespace(), b.GetNamespace()); order != 0 {
		return order
	}
	return strings.Compare(a.GetName(), b.GetName())
}

// endpoints are the ready addresses of a Service's port.
func (w *world) endpoints(service *corev1.Service, port corev1.ServicePort) []address {
	var addresses []address
	for _, slice := range w.slices {
		if slice.Namespace != service.Namespace || slice.Labels[discoveryv1.LabelServiceName] != service.Name {
			continue
		}
		for _, target := range slice.Ports {
			if valueOr(target.Name, "") != port.Name || target.Port == nil {
				continue
			}
			for _, endpoint := range slice.Endpoints {
				if valueOr(endpoint.Conditions.Ready, true) {
					addresses = append(addresses, address{endpoint.Addresses[0], *target.Port})
				}
			}
		}
	}
	return addresses
}

// tls is what a client in a namespace uses towards the host of a Service: its own rule goes before that of the
// Service's namespace.
func (w *world) tls(clientNamespace, serviceNamespace, host string) tlsSettings {
	for _, namespace := range []string{clientNamespace, serviceNamespace} {
		for _, rule := range w.rules {
			if rule.Namespace == namespace && rule.hostName() == host {
				return rule.Spec.TrafficPolicy.TLS
			}
		}
	}
	return tlsSettings{}
}

func servicePort(service *corev1.Service, number int32) (corev1.ServicePort, bool) {
	for _, port := range service.Spec.Ports {
		if port.Port == number {
			return port, true
		}
	}
	return corev1.ServicePort{}, false
}
