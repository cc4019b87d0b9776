package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/util/yaml"
	core "k8s.io/client-go/listers/core/v1"
	discovery "k8s.io/client-go/listers/discovery/v1"
	"k8s.io/client-go/tools/cache"
)

const objects = `
{kind: Namespace, metadata: {name: ns}}
---
{kind: Service, metadata: {name: model, namespace: ns},
   spec: {clusterIP: 198.18.0.5, ports: [{name: http, port: 80}, {name: dns, port: 53, protocol: UDP}]}}
---
{kind: Service, metadata: {name: workers, namespace: ns}, spec: {clusterIP: None}}
---
{kind: EndpointSlice, addressType: IPv4,
   metadata: {name: w1, namespace: ns, labels: {kubernetes.io/service-name: workers}},
 ports: [{name: http, port: 8000, protocol: TCP}, {name: metrics, port: 9090, protocol: TCP}],
 endpoints: [{addresses: [198.19.1.2], hostname: leader}, {addresses: [198.19.1.1]},
    {addresses: [198.19.1.3], conditions: {ready: false}}]}
---
{kind: Service, metadata: {name: portless, namespace: ns}, spec: {clusterIP: None}}
---
{kind: EndpointSlice, addressType: IPv4,
   metadata: {name: p1, namespace: ns, labels: {kubernetes.io/service-name: portless}},
      endpoints: [{addresses: [198.19.1.4]}]}
---
{kind: Service, metadata: {name: nobody, namespace: ns}, spec: {clusterIP: None}}
---
{kind: Service, metadata: {name: outside, namespace: ns}, spec: {type: ExternalName, externalName: example.com}}
`

func TestNamesOfServices(t *testing.T) {
	z := testZone(t, objects)
	for _, test := range []struct {
		name     string
		kind     uint16
		expected string
	}{
		{"model.ns.svc.cluster.local.", dns.TypeA, "A 198.18.0.5"},
		{"MODEL.ns.SVC.cluster.local.", dns.TypeA, "A 198.18.0.5"},
		{"model.ns.svc.cluster.local.", dns.TypeAAAA, ""},
		{"model.ns.svc.cluster.local.", dns.TypeSRV, ""},
		{"workers.ns.svc.cluster.local.", dns.TypeA, "A 198.19.1.1, A 198.19.1.2"},
		{"workers.ns.svc.cluster.local.", dns.TypeAAAA, ""},
		{"leader.workers.ns.svc.cluster.local.", dns.TypeA, "A 198.19.1.2"},
		{"198-19-1-1.workers.ns.svc.cluster.local.", dns.TypeA, "A 198.19.1.1"},
		{"198-19-1-2.workers.ns.svc.cluster.local.", dns.TypeA, "NXDOMAIN"},
		{"198-19-1-3.workers.ns.svc.cluster.local.", dns.TypeA, "NXDOMAIN"},
		{"portless.ns.svc.cluster.local.", dns.TypeA, "A 198.19.1.4"},
		{"nobody.ns.svc.cluster.local.", dns.TypeA, "NXDOMAIN"},
		{"outside.ns.svc.cluster.local.", dns.TypeA, "CNAME example.com."},
		{"_http._tcp.model.ns.svc.cluster.local.", dns.TypeSRV, "SRV 0 100 80 model.ns.svc.cluster.local."},
		{"_dns._udp.model.ns.svc.cluster.local.", dns.TypeSRV, "SRV 0 100 53 model.ns.svc.cluster.local."},
		{"_dns._tcp.model.ns.svc.cluster.local.", dns.TypeSRV, "NXDOMAIN"},
		{"_http._tcp.model.ns.svc.cluster.local.", dns.TypeA, ""},
		{"_http._tcp.workers.ns.svc.cluster.local.", dns.TypeSRV,
			"SRV 0 50 8000 198-19-1-1.workers.ns.svc.cluster.local., SRV 0 50 8000 leader.workers.ns.svc.cluster.local."},
		{"198-19-1-9.ns.pod.cluster.local.", dns.TypeA, "A 198.19.1.9"},
		{"198-19-1-9.gone.pod.cluster.local.", dns.TypeA, "NXDOMAIN"},
		{"name.ns.pod.cluster.local.", dns.TypeA, "NXDOMAIN"},
		{"model.gone.svc.cluster.local.", dns.TypeA, "NXDOMAIN"},
		{"gone.ns.svc.cluster.local.", dns.TypeAAAA, "NXDOMAIN"},
		{"pod.model.ns.svc.cluster.local.", dns.TypeA, "NXDOMAIN"},
		{"model.ns.svc.cluster.local.ns.svc.cluster.local.", dns.TypeA, "NXDOMAIN"},
		{"ns.svc.cluster.local.", dns.TypeA, ""},
		{"gone.svc.cluster.local.", dns.TypeA, "NXDOMAIN"},
		{"svc.cluster.local.", dns.TypeA, ""},
		{"cluster.local.", dns.TypeA, ""},
		{"model.ns.", dns.TypeA, "NXDOMAIN"},
		{"huggingface.co.", dns.TypeA, "NXDOMAIN"},
		{".", dns.TypeA, "NXDOMAIN"},
	} {
		if got := said(reply(z, question(test.name, test.kind), "tcp")); got != test.expected {
			t.Errorf("%s %s is %q, not %q", dns.TypeToString[test.kind], test.name, got, test.expected)
		}
	}
}

func TestPortsComeWithTheAddressesOfTheirTargets(t *testing.T) {
	message := reply(testZone(t, objects), question("_http._tcp.workers.ns.svc.cluster.local.", dns.TypeSRV), "tcp")
	var addresses []string
	for _, record := range message.Extra {
		addresses = append(addresses, record.Header().Name+" "+record.(*dns.A).A.String())
	}
	expected := []string{"198-19-1-1.workers.ns.svc.cluster.local. 198.19.1.1",
		"leader.workers.ns.svc.cluster.local. 198.19.1.2"}
	if !slices.Equal(addresses, expected) {
		t.Errorf("%q are not %q", addresses, expected)
	}
}

func TestAnswersFitAndEmptyOnesSayWhoKnows(t *testing.T) {
	text := objects + "\n---\n{kind: Service, metadata: {name: many, namespace: ns}, spec: {clusterIP: None}}\n---\n" +
		"{kind: EndpointSlice, addressType: IPv4, metadata: {name: m, namespace: ns, labels: {kubernetes.io/service-name: " +
		"many}}, endpoints: ["
	for i := range 100 {
		text += fmt.Sprintf("{addresses: [198.19.2.%d]},", i)
	}
	z := testZone(t, text+"]}")
	asked := question("many.ns.svc.cluster.local.", dns.TypeA)
	if message := reply(z, asked, "udp"); !message.Truncated || message.Len() > dns.MinMsgSize {
		t.Errorf("over UDP %d bytes, truncated: %v", message.Len(), message.Truncated)
	}
	if message := reply(z, asked, "tcp"); message.Truncated || len(message.Answer) != 100 {
		t.Errorf("over TCP %d records, truncated: %v", len(message.Answer), message.Truncated)
	}
	asked.SetEdns0(4096, false)
	if message := reply(z, asked, "udp"); message.Truncated || message.IsEdns0() == nil {
		t.Errorf("for a client with room %d records, truncated: %v", len(message.Answer), message.Truncated)
	}
	empty := reply(z, question("gone.ns.svc.cluster.local.", dns.TypeA), "udp")
	if len(empty.Ns) != 1 || empty.Ns[0].(*dns.SOA).Minttl != seconds {
		t.Errorf("without authority: %v", empty)
	}
}

func TestServerAnswersOverBothProtocols(t *testing.T) {
	server, err := listen("127.0.0.1:0", testZone(t, objects))
	if err != nil {
		t.Fatal(err)
	}
	server.serve(make(chan error, 2))
	for _, network := range []string{"udp", "tcp"} {
		client := dns.Client{Net: network}
		message, _, err := client.ExchangeContext(context.Background(), question("model.ns.svc.cluster.local.", dns.TypeA),
			server.udp.PacketConn.LocalAddr().String())
		if err != nil || said(message) != "A 198.18.0.5" {
			t.Errorf("over %s: %v %v", network, message, err)
		}
	}
}

func TestItIsReadyOnceItKnowsTheServices(t *testing.T) {
	var ready readiness
	for _, expected := range []int{http.StatusServiceUnavailable, http.StatusOK} {
		response := httptest.NewRecorder()
		ready.ServeHTTP(response, httptest.NewRequest(http.MethodGet, "/ready", nil))
		if response.Code != expected {
			t.Errorf("said %d, not %d", response.Code, expected)
		}
		ready.set()
	}
}

func TestOptionsAreChecked(t *testing.T) {
	if o, err := parseOptions([]string{"--domain", "Cluster.Local"}); err != nil || o.domain != "cluster.local." {
		t.Errorf("%q %v", o.domain, err)
	}
	for _, domain := range []string{"", ".", "a..b"} {
		if _, err := parseOptions([]string{"--domain", domain}); err == nil {
			t.Errorf("--domain %q is taken", domain)
		}
	}
}

func question(name string, kind uint16) *dns.Msg { return new(dns.Msg).SetQuestion(name, kind) }

// said are the records in order, without their names.
func said(message *dns.Msg) string {
	if message.Rcode != dns.RcodeSuccess {
		return dns.RcodeToString[message.Rcode]
	}
	var records []string
	for _, record := range message.Answer {
		kind := dns.TypeToString[record.Header().Rrtype]
		records = append(records, kind+" "+strings.TrimPrefix(record.String(), record.Header().String()))
	}
	slices.Sort(records)
	return strings.Join(records, ", ")
}

func testZone(t *testing.T, text string) *zone {
	t.Helper()
	indexer := func() cache.Indexer {
		return cache.NewIndexer(cache.MetaNamespaceKeyFunc,
			cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc})
	}
	services, namespaces, endpointSlices := indexer(), indexer(), indexer()
	for _, document := range strings.Split(text, "\n---\n") {
		var kind struct{ Kind string }
		decode(t, document, &kind)
		switch kind.Kind {
		case "Service":
			services.Add(decode(t, document, &corev1.Service{}))
		case "Namespace":
			namespaces.Add(decode(t, document, &corev1.Namespace{}))
		case "EndpointSlice":
			endpointSlices.Add(decode(t, document, &discoveryv1.EndpointSlice{}))
		}
	}
	return &zone{"cluster.local.", core.NewServiceLister(services), core.NewNamespaceLister(namespaces),
		discovery.NewEndpointSliceLister(endpointSlices)}
}

func decode(t *testing.T, document string, object any) any {
	t.Helper()
	if err := yaml.Unmarshal([]byte(document), object); err != nil {
		t.Fatalf("%v in %s", err, document)
	}
	return object
}
