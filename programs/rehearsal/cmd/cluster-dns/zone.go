package main

import (
	"net"
	"slices"
	"strings"

	"github.com/miekg/dns"
	corev1 "k8s.io/api/core/v1"
	core "k8s.io/client-go/listers/core/v1"
	discovery "k8s.io/client-go/listers/discovery/v1"
)

// zone is the domain of a cluster, by the specification of Kubernetes DNS.
type zone struct {
	// domain in lower case, with a dot at its end.
	domain         string
	services       core.ServiceLister
	namespaces     core.NamespaceLister
	endpointSlices discovery.EndpointSliceLister
}

// answer to a question. A known name may have no records of the kind that was asked for.
type answer struct {
	known   bool
	records []dns.RR
	extra   []dns.RR
}

// seconds that an answer may be kept: CoreDNS's.
const seconds = 5

func (z *zone) answer(name string, kind uint16) answer {
	labels, within := z.labels(name)
	if !within {
		return answer{}
	}
	switch end := len(labels) - 1; {
	case end < 0:
		return answer{known: true}
	case labels[end] == "pod" && end == 2:
		return z.podAnswer(name, kind, labels[0], labels[1])
	case labels[end] != "svc":
		return answer{}
	case end == 0:
		return answer{known: true}
	case end == 1:
		return answer{known: z.hasNamespace(labels[0])}
	default:
		service, err := z.services.Services(labels[end-1]).Get(labels[end-2])
		if err != nil {
			return answer{}
		}
		return z.serviceAnswer(name, kind, service, labels[:end-2])
	}
}

// labels of a name before the domain.
func (z *zone) labels(name string) ([]string, bool) {
	name = dns.CanonicalName(name)
	if !dns.IsSubDomain(z.domain, name) {
		return nil, false
	}
	labels := dns.SplitDomainName(name)
	return labels[:len(labels)-dns.CountLabel(z.domain)], true
}

// podAnswer takes the address from the name, 198-19-1-1 for 198.19.1.1, as CoreDNS does unless it verifies pods.
func (z *zone) podAnswer(name string, kind uint16, address, namespace string) answer {
	ip := net.ParseIP(strings.ReplaceAll(address, "-", "."))
	if ip == nil || !z.hasNamespace(namespace) {
		return answer{}
	}
	return addresses(name, kind, ip)
}

func (z *zone) hasNamespace(name string) bool {
	_, err := z.namespaces.Get(name)
	return err == nil
}

// authority goes with answers that are empty.
func (z *zone) authority() dns.RR {
	return &dns.SOA{
		Hdr: header(z.domain, dns.TypeSOA), Ns: "ns.dns." + z.domain, Mbox: "hostmaster." + z.domain,
		Serial: 1, Refresh: 7200, Retry: 1800, Expire: 86400, Minttl: seconds,
	}
}

func (z *zone) nameOf(service *corev1.Service) string {
	return service.Name + "." + service.Namespace + ".svc." + z.domain
}

func addresses(name string, kind uint16, ips ...net.IP) answer {
	a := answer{known: true}
	if kind == dns.TypeA {
		a.records = addressRecords(name, ips...)
	}
	return a
}

func addressRecords(name string, ips ...net.IP) []dns.RR {
	var records []dns.RR
	for _, ip := range ips {
		records = append(records, &dns.A{Hdr: header(name, dns.TypeA), A: ip})
	}
	return slices.CompactFunc(records, func(a, b dns.RR) bool { return dns.IsDuplicate(a, b) })
}

func header(name string, kind uint16) dns.RR_Header {
	return dns.RR_Header{Name: name, Rrtype: kind, Class: dns.ClassINET, Ttl: seconds}
}
