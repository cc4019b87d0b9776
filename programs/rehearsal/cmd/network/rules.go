package main

import (
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

// cluster is what the API server's objects say.
type cluster struct {
	pods           []*corev1.Pod
	services       []*corev1.Service
	namespaces     []*corev1.Namespace
	endpointSlices []*discoveryv1.EndpointSlice
	policies       []*networkingv1.NetworkPolicy
}

// rules are what becomes of packets.
type rules struct {
	// clusterIPs refuse what is not in translations.
	clusterIPs   []netip.Addr
	translations []translation
	// egress and ingress have no entry for a pod that no policy selects.
	egress, ingress []isolation
	// pods are named by the addresses they have now.
	pods map[netip.Addr]string
}

func (c *cluster) rules() rules {
	r := rules{
		translations: c.translations(),
		egress:       c.isolations(networkingv1.PolicyTypeEgress),
		ingress:      c.isolations(networkingv1.PolicyTypeIngress),
		pods:         map[netip.Addr]string{},
	}
	for _, service := range c.services {
		if address, ok := clusterIP(service); ok {
			r.clusterIPs = append(r.clusterIPs, address)
		}
	}
	for _, pod := range c.pods {
		if address, ok := podAddress(pod); ok {
			r.pods[address] = pod.Namespace + "/" + pod.Name
		}
	}
	return r
}

// refusal names the policies because of which a connection is dropped; none where it may pass.
func (r rules) refusal(f flow) []string {
	var policies []string
	for _, i := range r.egress {
		if i.address == f.source && !i.allows(f.destination, f.protocol, f.port) {
			policies = append(policies, i.policies...)
		}
	}
	for _, i := range r.ingress {
		if i.address == f.destination && !i.allows(f.source, f.protocol, f.port) {
			policies = append(policies, i.policies...)
		}
	}
	slices.Sort(policies)
	return slices.Compact(policies)
}

// podAddress is false for pods that have none, or that of the machine, which network policies leave alone.
func podAddress(pod *corev1.Pod) (netip.Addr, bool) {
	ended := pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed
	if pod.Spec.HostNetwork || ended {
		return netip.Addr{}, false
	}
	return ipv4(pod.Status.PodIP)
}

func ipv4(text string) (netip.Addr, bool) {
	address, err := netip.ParseAddr(text)
	return address, err == nil && address.Is4()
}
