package main

import (
	"net"
	"slices"
	"strings"

	"github.com/miekg/dns"
	corev1 "k8s.io/api/core/v1"
)

// serviceAnswer for what stands before the name of a Service: nothing, the name of an endpoint, or a port and its
// protocol.
func (z *zone) serviceAnswer(name string, kind uint16, service *corev1.Service, before []string) answer {
	headless := service.Spec.ClusterIP == corev1.ClusterIPNone
	switch {
	case service.Spec.Type == corev1.ServiceTypeExternalName:
		return externalAnswer(name, service, before)
	case len(before) == 0 && !headless:
		return addresses(name, kind, net.ParseIP(service.Spec.ClusterIP))
	case len(before) == 0:
		return endpointAnswer(name, kind, z.endpoints(service), func(endpoint) bool { return true })
	case len(before) == 1 && headless:
		return endpointAnswer(name, kind, z.endpoints(service), func(e endpoint) bool { return e.name == before[0] })
	case len(before) == 2 && strings.HasPrefix(before[0], "_") && strings.HasPrefix(before[1], "_"):
		port, protocol := before[0][1:], before[1][1:]
		if headless {
			return z.headlessPortAnswer(name, kind, service, port, protocol)
		}
		return z.portAnswer(name, kind, service, port, protocol)
	}
	return answer{}
}

func externalAnswer(name string, service *corev1.Service, before []string) answer {
	if len(before) > 0 {
		return answer{}
	}
	return answer{known: true, records: []dns.RR{&dns.CNAME{Hdr: header(name, dns.TypeCNAME),
		Target: dns.Fqdn(service.Spec.ExternalName)}}}
}

// endpointAnswer knows no name without an endpoint, as the specification says.
func endpointAnswer(name string, kind uint16, endpoints []endpoint, wanted func(endpoint) bool) answer {
	var ips []net.IP
	for _, e := range endpoints {
		if wanted(e) {
			ips = append(ips, e.ip)
		}
	}
	if len(ips) == 0 {
		return answer{}
	}
	return addresses(name, kind, ips...)
}

func (z *zone) portAnswer(name string, kind uint16, service *corev1.Service, port, protocol string) answer {
	for _, candidate := range service.Spec.Ports {
		if candidate.Name == port && is(candidate.Protocol, protocol) {
			target := z.nameOf(service)
			return ports(kind, serviceRecord(name, target, candidate.Port, 1),
				addressRecords(target, net.ParseIP(service.Spec.ClusterIP)))
		}
	}
	return answer{}
}

func (z *zone) headlessPortAnswer(name string, kind uint16, service *corev1.Service, port, protocol string) answer {
	endpoints := slices.DeleteFunc(z.endpoints(service),
		func(e endpoint) bool { return e.portName != port || !is(e.protocol, protocol) })
	var a answer
	for _, e := range endpoints {
		target := e.name + "." + z.nameOf(service)
		found := ports(kind, serviceRecord(name, target, e.port, len(endpoints)), addressRecords(target, e.ip))
		a = answer{true, append(a.records, found.records...), append(a.extra, found.extra...)}
	}
	return a
}

func ports(kind uint16, record *dns.SRV, extra []dns.RR) answer {
	if kind != dns.TypeSRV {
		return answer{known: true}
	}
	return answer{known: true, records: []dns.RR{record}, extra: extra}
}

func serviceRecord(name, target string, port int32, shared int) *dns.SRV {
	return &dns.SRV{Hdr: header(name, dns.TypeSRV), Target: target, Port: uint16(port), Weight: uint16(max(1, 100/shared))}
}

func is(protocol corev1.Protocol, name string) bool {
	if protocol == "" {
		protocol = corev1.ProtocolTCP
	}
	return strings.EqualFold(string(protocol), name)
}
