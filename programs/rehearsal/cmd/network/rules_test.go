package main

import (
	"io"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/yaml"
)

// pods of two namespaces, with a sidecar's port and one that is not the machine's.
const pods = `
{kind: Namespace, metadata: {name: ns, labels: {team: a}}}
---
{kind: Namespace, metadata: {name: other, labels: {team: b}}}
---
{kind: Pod, metadata: {name: decode, namespace: ns, labels: {role: decode}}, status: {podIP: 198.19.1.1}, spec: {
 initContainers: [{name: proxy, ports: [{name: proxy, containerPort: 8000}]}],
 containers: [{name: vllm, ports: [{name: http, containerPort: 8200},
    {name: transfer, containerPort: 5600, protocol: UDP}]}]}}
---
{kind: Pod, metadata: {name: prefill, namespace: ns, labels: {role: prefill}}, status: {podIP: 198.19.1.2}, spec: {
 containers: [{name: vllm, ports: [{name: http, containerPort: 8000}]}]}}
---
{kind: Pod, metadata: {name: scraper, namespace: other, labels: {role: prefill}}, status: {podIP: 198.19.1.3}}
---
{kind: Pod, metadata: {name: pending, namespace: ns, labels: {role: decode}}}
---
{kind: Pod, metadata: {name: done, namespace: ns, labels: {role: decode}},
   status: {podIP: 198.19.1.9, phase: Succeeded}}
---
{kind: Pod, metadata: {name: agent, namespace: ns, labels: {role: decode}}, spec: {hostNetwork: true},
   status: {podIP: 198.19.0.1}}
`

const decode, prefill, scraper, outside = "198.19.1.1", "198.19.1.2", "198.19.1.3", "8.8.8.8"

func TestPoliciesAllowWhatTheySay(t *testing.T) {
	for name, test := range map[string]struct {
		// spec of a policy for decode.
		spec string
		// passes and drops are `source destination port`, with /udp after it where it is not TCP.
		passes, drops []string
	}{
		"no rules refuse all of the direction": {
			`policyTypes: [Ingress]`,
			[]string{"decode prefill 8000", "decode decode 1"}, []string{"prefill decode 8000", "outside decode 8200"},
		},
		"a rule without peers and ports allows all": {
			`ingress: [{}]`,
			[]string{"prefill decode 8000", "outside decode 53/udp", "outside decode 0/icmp"}, nil,
		},
		"empty lists of peers mean all": {
			`ingress: [{from: [], ports: [{port: 8000}]}]`,
			[]string{"outside decode 8000"}, []string{"outside decode 8001", "outside decode 8000/udp"},
		},
		"pods of the namespace of the policy": {
			`ingress: [{from: [{podSelector: {matchLabels: {role: prefill}}}]}]`,
			[]string{"prefill decode 8000"}, []string{"scraper decode 8000", "outside decode 8000"},
		},
		"pods of namespaces": {
			`ingress: [{from: [{namespaceSelector: {matchLabels: {team: b}}}]}]`,
			[]string{"scraper decode 8000"}, []string{"prefill decode 8000"},
		},
		"some pods of some namespaces": {
			`ingress: [{from: [{namespaceSelector: {},
      podSelector: {matchExpressions: [{key: role, operator: NotIn, values: [prefill]}]}}]}]`,
			nil, []string{"scraper decode 8000", "prefill decode 8000"},
		},
		"pods by expressions": {
			`ingress: [{from: [{podSelector: {matchExpressions: [{key: role, operator: In, values: [prefill, x]},
      {key: gone, operator: DoesNotExist}]}}]}]`,
			[]string{"prefill decode 8000"}, []string{"scraper decode 8000"},
		},
		"blocks without their exceptions": {
			`policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [198.19.1.2/31, 8.0.0.0/8]}}]}]`,
			[]string{"decode 9.0.0.0 443", "decode 7.255.255.255 443", "decode 198.19.1.4 443", "decode 255.255.255.255 1"},
			[]string{"decode prefill 8000", "decode scraper 8000", "decode outside 443"},
		},
		"names of ports are those of the selected pod": {
			`ingress: [{ports: [{port: http}, {port: proxy}, {port: transfer, protocol: UDP}]}]`,
			[]string{"prefill decode 8200", "prefill decode 8000", "prefill decode 5600/udp"},
			[]string{"prefill decode 5600", "prefill decode 80"},
		},
		"names of ports are those of the destination": {
			`policyTypes: [Egress], egress: [{ports: [{port: http}]}]`,
			[]string{"decode prefill 8000"}, []string{"decode prefill 8200", "decode outside 8000"},
		},
		"ranges of ports": {
			`ingress: [{ports: [{port: 5600, endPort: 5609}, {protocol: UDP}]}]`,
			[]string{"prefill decode 5600", "prefill decode 5609", "prefill decode 9/udp"},
			[]string{"prefill decode 5599", "prefill decode 5610"},
		},
		"rules of egress make a policy of egress": {
			`egress: [{to: [{podSelector: {}}]}]`,
			[]string{"decode prefill 8000"}, []string{"decode outside 443", "prefill decode 8000"},
		},
		"without rules of egress it is none": {
			`ingress: [{}]`,
			[]string{"decode outside 443"}, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, pods+"\n---\n{kind: NetworkPolicy, metadata: {name: p, namespace: ns}, spec: {podSelector: "+
				"{matchLabels: {role: decode}}, "+
				test.spec+"}}").rules()
			for _, text := range test.passes {
				if policies := r.refusal(flowNamed(t, text)); policies != nil {
					t.Errorf("%s is refused by %v", text, policies)
				}
			}
			for _, text := range test.drops {
				if policies := r.refusal(flowNamed(t, text)); !slices.Equal(policies, []string{"ns/p"}) {
					t.Errorf("%s is refused by %v, not by the policy", text, policies)
				}
			}
		})
	}
}

func TestOnePolicyIsEnough(t *testing.T) {
	r := read(t, pods+`
---
{kind: NetworkPolicy, metadata: {name: nothing, namespace: ns}, spec: {podSelector: {}}}
---
{kind: NetworkPolicy, metadata: {name: something, namespace: ns},
   spec: {podSelector: {matchLabels: {role: decode}}, ingress: [{ports: [{port: 8000}]}]}}
---
{kind: NetworkPolicy, metadata: {name: elsewhere, namespace: other}, spec: {podSelector: {}}}`).rules()
	for text, expected := range map[string][]string{
		"prefill decode 8000": nil,
		"prefill decode 8001": {"ns/nothing", "ns/something"},
		"decode prefill 8000": {"ns/nothing"},
		"decode scraper 8000": {"other/elsewhere"},
	} {
		if policies := r.refusal(flowNamed(t, text)); !slices.Equal(policies, expected) {
			t.Errorf("%s is refused by %v, not %v", text, policies, expected)
		}
	}
}

func TestPodsWithoutAnAddressOfTheirOwnAreLeftAlone(t *testing.T) {
	r := read(t, pods+"\n---\n{kind: NetworkPolicy, metadata: {name: p, namespace: ns}, spec: {podSelector: {}}}").rules()
	if addresses := isolated(r.ingress); !slices.Equal(addresses,
		[]netip.Addr{netip.MustParseAddr(decode), netip.MustParseAddr(prefill)}) {
		t.Errorf("isolated are %v", addresses)
	}
}

func TestAllowancesDoNotOverlap(t *testing.T) {
	allowed := []allowance{{allAddresses, span{5, 6}}, {span{10, 20}, span{1, 9}}, {span{15, 15}, span{10, 12}},
		{span{30, 31}, span{5, 5}}}
	expected := []allowance{
		{span{0, 9}, span{5, 6}}, {span{10, 14}, span{1, 9}}, {span{15, 15}, span{1, 12}}, {span{16, 20}, span{1, 9}},
		{span{21, allAddresses.last}, span{5, 6}},
	}
	if result := disjoint(allowed); !slices.Equal(result, expected) {
		t.Errorf("%v is not %v", result, expected)
	}
}

func TestPortsOfSeveralProtocolsAreCut(t *testing.T) {
	for _, test := range []struct {
		ports    span
		expected []span
	}{
		{allPorts, []span{allPorts}},
		{span{0x060010, 0x060020}, []span{{0x060010, 0x060020}}},
		{span{0x060010, 0x090020}, []span{{0x060010, 0x06ffff}, {0x070000, 0x08ffff}, {0x090000, 0x090020}}},
		{span{0x060000, 0x070020}, []span{{0x060000, 0x06ffff}, {0x070000, 0x070020}}},
		{span{0x060010, 0x07ffff}, []span{{0x060010, 0x06ffff}, {0x070000, 0x07ffff}}},
	} {
		if pieces := rectangles(test.ports); !slices.Equal(pieces, test.expected) {
			t.Errorf("%x is cut into %x, not %x", test.ports, pieces, test.expected)
		}
	}
}

func TestServicesHaveTheirReadyEndpoints(t *testing.T) {
	r := read(t, `
{kind: Service, metadata: {name: model, namespace: ns},
   spec: {clusterIP: 198.18.0.5, ports: [{name: http, port: 80}, {name: dns, port: 53, protocol: UDP},
      {name: gone, port: 1}]}}
---
{kind: Service, metadata: {name: headless, namespace: ns}, spec: {clusterIP: None, ports: [{port: 80}]}}
---
{kind: Service, metadata: {name: model, namespace: other},
   spec: {clusterIP: 198.18.0.7, ports: [{name: http, port: 80}]}}
---
{kind: EndpointSlice, metadata: {name: b, namespace: ns, labels: {kubernetes.io/service-name: model}},
   ports: [{name: http, port: 8000}, {name: dns, port: 5353}],
 endpoints: [{addresses: [198.19.1.2]},
    {addresses: [198.19.1.3], conditions: {ready: false, serving: true, terminating: true}}]}
---
{kind: EndpointSlice, metadata: {name: a, namespace: ns, labels: {kubernetes.io/service-name: model}},
   ports: [{name: http, port: 8200}],
 endpoints: [{addresses: [198.19.1.1], conditions: {ready: true}},
    {addresses: [198.19.1.4], conditions: {ready: false}}]}
---
{kind: EndpointSlice, metadata: {name: c, namespace: other, labels: {kubernetes.io/service-name: model}},
   ports: [{name: http, port: 8000}],
 endpoints: [{addresses: [198.19.1.5], conditions: {ready: false, serving: true, terminating: true}},
    {addresses: [198.19.1.6], conditions: {ready: false}}]}
`).rules()
	at := netip.MustParseAddrPort
	expected := []translation{
		{netip.MustParseAddr("198.18.0.5"), 6, 80, []netip.AddrPort{at("198.19.1.1:8200"), at("198.19.1.2:8000")}},
		{netip.MustParseAddr("198.18.0.5"), 17, 53, []netip.AddrPort{at("198.19.1.2:5353")}},
		{netip.MustParseAddr("198.18.0.7"), 6, 80, []netip.AddrPort{at("198.19.1.5:8000")}},
	}
	if !reflect.DeepEqual(r.translations, expected) {
		t.Errorf("%v is not %v", r.translations, expected)
	}
	if len(r.clusterIPs) != 2 {
		t.Errorf("cluster IPs: %v", r.clusterIPs)
	}
}

func TestEndpointsShareTheDice(t *testing.T) {
	at := netip.MustParseAddrPort("198.19.1.1:8000")
	elements := endpointElements(translation{netip.MustParseAddr("198.18.0.5"), 6, 80, []netip.AddrPort{at, at, at}})
	next := uint32(0)
	for _, element := range elements {
		first, last := element.Key[12:], element.KeyEnd[12:]
		if got := uint32(first[2])<<8 | uint32(first[3]); got != next {
			t.Errorf("a part begins at %d, not %d", got, next)
		}
		next = uint32(last[2])<<8 | uint32(last[3]) + 1
	}
	if next != diceSides {
		t.Errorf("the last part ends before %d", next)
	}
}

func TestDenialsAreToldOnceAndOnlyWhereTheyLast(t *testing.T) {
	c := read(t, pods+"\n---\n{kind: NetworkPolicy, metadata: {name: p, namespace: ns}, spec: {podSelector: {}, "+
		"ingress: [{from: [{podSelector: {}}]}]}}")
	d := newDenials()
	d.know(c.rules())
	lasting, early, late := flowNamed(t, "scraper decode 8000"), flowNamed(t, "198.19.1.4 decode 8000"),
		flowNamed(t, "prefill decode 8000")
	if said := d.judge([]flow{lasting, early}); said != nil {
		t.Errorf("told at once: %v", said)
	}
	newcomer := c.pods[1].DeepCopy()
	newcomer.Name, newcomer.Status.PodIP = "newcomer", "198.19.1.4"
	c.pods = append(c.pods, newcomer)
	d.know(c.rules())
	expected := []denial{{"other/scraper", "ns/decode", 8000, "TCP", []string{"ns/p"}}}
	if said := d.judge([]flow{lasting}); !reflect.DeepEqual(said, expected) {
		t.Errorf("%v is not %v", said, expected)
	}
	// What a pod sent that is gone by now is not the policy's fault.
	c.pods = slices.Delete(c.pods, 1, 2)
	d.know(c.rules())
	if said := d.judge([]flow{late}); said != nil {
		t.Errorf("told twice: %v", said)
	}
	if said := d.judge(nil); said != nil {
		t.Errorf("told of a pod that is gone: %v", said)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for _, arguments := range [][]string{{}, {"--kubeconfig", "x", "--service-cidr", "fd00::/64"},
		{"--kubeconfig", "x", "--service-cidr", "1.2.3.4"}} {
		if _, err := parseOptions(arguments); err == nil {
			t.Errorf("%q is taken", arguments)
		}
	}
}

// flowNamed reads `source destination port`.
func flowNamed(t *testing.T, text string) flow {
	t.Helper()
	words := strings.Fields(text)
	address := func(word string) netip.Addr {
		known := map[string]string{"decode": decode, "prefill": prefill, "scraper": scraper, "outside": outside}
		if known[word] != "" {
			word = known[word]
		}
		return netip.MustParseAddr(word)
	}
	port, protocol, _ := strings.Cut(words[2], "/")
	number := map[string]uint8{"": 6, "udp": 17, "icmp": 1}[protocol]
	at := netip.MustParseAddrPort("0.0.0.0:" + port)
	return flow{address(words[0]), address(words[1]), number, at.Port()}
}

// read makes a cluster of objects, as YAML.
func read(t *testing.T, text string) *cluster {
	t.Helper()
	var c cluster
	for _, document := range strings.Split(text, "\n---\n") {
		var kind struct{ Kind string }
		decodeInto(t, document, &kind)
		switch kind.Kind {
		case "Pod":
			c.pods = append(c.pods, decoded[corev1.Pod](t, document))
		case "Service":
			c.services = append(c.services, decoded[corev1.Service](t, document))
		case "Namespace":
			c.namespaces = append(c.namespaces, decoded[corev1.Namespace](t, document))
		case "EndpointSlice":
			c.endpointSlices = append(c.endpointSlices, decoded[discoveryv1.EndpointSlice](t, document))
		case "NetworkPolicy":
			c.policies = append(c.policies, decoded[networkingv1.NetworkPolicy](t, document))
		default:
			t.Fatalf("no kind of the network: %q in %s", kind.Kind, document)
		}
	}
	return &c
}

func decoded[T any](t *testing.T, document string) *T {
	t.Helper()
	object := new(T)
	decodeInto(t, document, object)
	return object
}

func decodeInto(t *testing.T, document string, object any) {
	t.Helper()
	if err := yaml.NewYAMLOrJSONDecoder(io.NopCloser(strings.NewReader(document)), 1).Decode(object); err != nil {
		t.Fatalf("%v in %s", err, document)
	}
}
