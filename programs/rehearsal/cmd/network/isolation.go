package main

import (
	"cmp"
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

// isolation is what network policies leave of a pod's connections in one direction.
type isolation struct {
	address netip.Addr
	// policies that select the pod, namespace/name.
	policies []string
	// allowed is the union of what they allow; no two of it overlap.
	allowed []allowance
}

func (c *cluster) isolations(direction networkingv1.PolicyType) []isolation {
	var isolations []isolation
	for _, pod := range c.pods {
		address, ok := podAddress(pod)
		if !ok {
			continue
		}
		i := isolation{address: address}
		// No policy keeps a pod from itself.
		allowed := []allowance{{addresses: only(address), ports: allPorts}}
		for _, policy := range c.policies {
			if policy.Namespace == pod.Namespace && restricts(policy, direction) &&
				matches(&policy.Spec.PodSelector, pod.Labels) {
				i.policies = append(i.policies, policy.Namespace+"/"+policy.Name)
				allowed = append(allowed, c.allowedBy(policy, direction, pod)...)
			}
		}
		if len(i.policies) > 0 {
			slices.Sort(i.policies)
			i.allowed = disjoint(allowed)
			isolations = append(isolations, i)
		}
	}
	slices.SortFunc(isolations, func(a, b isolation) int { return cmp.Compare(number(a.address), number(b.address)) })
	return isolations
}

func (i isolation) allows(peer netip.Addr, protocol uint8, port uint16) bool {
	return slices.ContainsFunc(i.allowed, func(a allowance) bool {
		return a.addresses.contains(number(peer)) && a.ports.contains(portNumber(protocol, port))
	})
}

// restricts is true for policies of the direction. One that does not say is one of egress only if it has rules for it.
func restricts(policy *networkingv1.NetworkPolicy, direction networkingv1.PolicyType) bool {
	if len(policy.Spec.PolicyTypes) > 0 {
		return slices.Contains(policy.Spec.PolicyTypes, direction)
	}
	return direction == networkingv1.PolicyTypeIngress || len(policy.Spec.Egress) > 0
}

func (c *cluster) allowedBy(policy *networkingv1.NetworkPolicy, direction networkingv1.PolicyType,
	pod *corev1.Pod) []allowance {
	var allowed []allowance
	if direction == networkingv1.PolicyTypeIngress {
		for _, rule := range policy.Spec.Ingress {
			for _, peer := range c.peers(policy.Namespace, rule.From) {
				allowed = append(allowed, allowancesOf(peer, rule.Ports, pod)...)
			}
		}
		return allowed
	}
	for _, rule := range policy.Spec.Egress {
		for _, peer := range c.peers(policy.Namespace, rule.To) {
			allowed = append(allowed, allowancesOf(peer, rule.Ports, peer.pod)...)
		}
	}
	return allowed
}

// allowancesOf reads names of ports as those of the pod that is connected to.
func allowancesOf(peer peer, ports []networkingv1.NetworkPolicyPort, destination *corev1.Pod) []allowance {
	var allowed []allowance
	for _, span := range portsOf(ports, destination) {
		allowed = append(allowed, allowance{peer.addresses, span})
	}
	return allowed
}
