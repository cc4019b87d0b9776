package main

import (
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// peer is the other side of a rule: a pod, or addresses whatever is there.
type peer struct {
	addresses span
	pod       *corev1.Pod
}

// peers of a rule of a policy in a namespace; a rule that names none means all.
func (c *cluster) peers(namespace string, named []networkingv1.NetworkPolicyPeer) []peer {
	if len(named) == 0 {
		// The pods too, because names of ports are theirs.
		return append(c.podPeers(func(*corev1.Pod) bool { return true }), peer{addresses: allAddresses})
	}
	var peers []peer
	for _, name := range named {
		if name.IPBlock != nil {
			peers = append(peers, blockPeers(name.IPBlock)...)
			continue
		}
		peers = append(peers, c.podPeers(func(pod *corev1.Pod) bool {
			near := pod.Namespace == namespace
			if name.NamespaceSelector != nil {
				near = matches(name.NamespaceSelector, c.namespaceLabels(pod.Namespace))
			}
			return near && (name.PodSelector == nil || matches(name.PodSelector, pod.Labels))
		})...)
	}
	return peers
}

func (c *cluster) podPeers(selected func(*corev1.Pod) bool) []peer {
	var peers []peer
	for _, pod := range c.pods {
		if address, ok := podAddress(pod); ok && selected(pod) {
			peers = append(peers, peer{only(address), pod})
		}
	}
	return peers
}

func (c *cluster) namespaceLabels(name string) map[string]string {
	at := slices.IndexFunc(c.namespaces, func(namespace *corev1.Namespace) bool { return namespace.Name == name })
	if at < 0 {
		return nil
	}
	return c.namespaces[at].Labels
}

// blockPeers are what the exceptions leave of a block.
func blockPeers(block *networkingv1.IPBlock) []peer {
	whole, ok := blockSpan(block.CIDR)
	if !ok {
		return nil
	}
	left := []span{whole}
	for _, text := range block.Except {
		if except, ok := blockSpan(text); ok {
			left = without(left, except)
		}
	}
	var peers []peer
	for _, addresses := range left {
		peers = append(peers, peer{addresses: addresses})
	}
	return peers
}

// blockSpan is false for IPv6, which no pod here has.
func blockSpan(text string) (span, bool) {
	prefix, err := netip.ParsePrefix(text)
	if err != nil || !prefix.Addr().Is4() {
		return span{}, false
	}
	first := number(prefix.Masked().Addr())
	return span{first, first | ^uint32(0)>>prefix.Bits()}, true
}

func matches(selector *metav1.LabelSelector, values map[string]string) bool {
	// The API server has refused invalid ones.
	parsed, err := metav1.LabelSelectorAsSelector(selector)
	return err == nil && parsed.Matches(labels.Set(values))
}
