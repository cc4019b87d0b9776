package main

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// protocolNumbers are those of IP.
var protocolNumbers = map[corev1.Protocol]uint8{corev1.ProtocolTCP: 6, corev1.ProtocolUDP: 17, corev1.ProtocolSCTP: 132}

// allPorts are those of all protocols, also of those that have no ports.
var allPorts = span{portNumber(0, 0), portNumber(255, 65535)}

// portsOf a rule, at a destination that may be unknown; a rule that names none means all.
func portsOf(ports []networkingv1.NetworkPolicyPort, destination *corev1.Pod) []span {
	if len(ports) == 0 {
		return []span{allPorts}
	}
	var spans []span
	for _, port := range ports {
		protocol := protocolNumber(valueOr(port.Protocol, corev1.ProtocolTCP))
		switch {
		case port.Port == nil:
			spans = append(spans, span{portNumber(protocol, 0), portNumber(protocol, 65535)})
		case port.Port.Type == intstr.String:
			for _, named := range portsNamed(port.Port.StrVal, protocol, destination) {
				spans = append(spans, span{portNumber(protocol, named), portNumber(protocol, named)})
			}
		default:
			first := uint16(port.Port.IntVal)
			last := uint16(valueOr(port.EndPort, port.Port.IntVal))
			spans = append(spans, span{portNumber(protocol, first), portNumber(protocol, last)})
		}
	}
	return spans
}

// portsNamed are several where containers of a pod use the same name.
func portsNamed(name string, protocol uint8, pod *corev1.Pod) []uint16 {
	if pod == nil {
		return nil
	}
	var found []uint16
	// Init containers too: sidecars are among them.
	for _, container := range slices.Concat(pod.Spec.Containers, pod.Spec.InitContainers) {
		for _, port := range container.Ports {
			if port.Name == name && protocolNumber(port.Protocol) == protocol {
				found = append(found, uint16(port.ContainerPort))
			}
		}
	}
	return found
}

// protocolNumber of no protocol is TCP's, the API's default.
func protocolNumber(protocol corev1.Protocol) uint8 {
	if protocol == "" {
		protocol = corev1.ProtocolTCP
	}
	return protocolNumbers[protocol]
}

// portNumber makes one line of all ports of all protocols.
func portNumber(protocol uint8, port uint16) uint32 { return uint32(protocol)<<16 | uint32(port) }
