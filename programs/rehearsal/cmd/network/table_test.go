package main

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
)

const twoPodsAndTheirService = `
{kind: Service, metadata: {name: model, namespace: ns}, spec: {clusterIP: 198.18.0.5, ports: [{name: http, port: 80}]}}
---
{kind: Service, metadata: {name: empty, namespace: ns}, spec: {clusterIP: 198.18.0.6, ports: [{port: 80}]}}
---
{kind: Service, metadata: {name: kubernetes, namespace: default},
   spec: {clusterIP: 198.18.0.1, ports: [{name: https, port: 443}]}}
---
{kind: EndpointSlice, metadata: {name: kubernetes, namespace: default,
   labels: {kubernetes.io/service-name: kubernetes}},
 ports: [{name: https, port: 6443}], endpoints: [{addresses: [198.19.0.1]}]}
---
{kind: EndpointSlice, metadata: {name: model-1, namespace: ns, labels: {kubernetes.io/service-name: model}},
   ports: [{name: http, port: 8000}],
 endpoints: [{addresses: [198.19.1.1]}, {addresses: [198.19.1.2]}]}
---
{kind: Pod, metadata: {name: one, namespace: ns, labels: {app: model}}, status: {podIP: 198.19.1.1}}
---
{kind: Pod, metadata: {name: two, namespace: ns, labels: {app: model}}, status: {podIP: 198.19.1.2}}
---
{kind: Pod, metadata: {name: client, namespace: ns, labels: {app: client}}, status: {podIP: 198.19.1.3}}
`

func TestServicesLeadToTheirEndpoints(t *testing.T) {
	if !inNamespace(t) {
		return
	}
	one, _, client, table := newNetwork(t)
	must(t, table.write(read(t, twoPodsAndTheirService).rules()))

	answered := map[string]bool{}
	for range 30 {
		answered[client.connect("198.18.0.5:80")] = true
	}
	if !answered["one for 198.19.1.3"] || !answered["two for 198.19.1.3"] || len(answered) != 2 {
		t.Errorf("a Service of two pods answered %v", answered)
	}
	answered = map[string]bool{}
	for range 30 {
		answered[one.connect("198.18.0.5:80")] = true
	}
	if !answered["one for 198.19.0.1"] || !answered["two for 198.19.1.1"] || len(answered) != 2 {
		t.Errorf("to one of its pods a Service answered %v", answered)
	}
	expectAnswer(t, connect("198.18.0.5:80")[3:], " for 198.19.0.1")
	expectAnswer(t, client.connect("198.18.0.1:443"), "API server for 198.19.1.3")
	expectAnswer(t, connect("198.18.0.1:443"), "API server for 198.19.0.1")
	expectAnswer(t, client.connect("198.18.0.6:80"), "refused")
	expectAnswer(t, client.connect("198.18.0.5:81"), "refused")
	expectAnswer(t, connect("198.18.0.6:80"), "refused")
}

func TestEndpointsChange(t *testing.T) {
	if !inNamespace(t) {
		return
	}
	_, _, client, table := newNetwork(t)
	c := read(t, twoPodsAndTheirService)
	must(t, table.write(c.rules()))
	c.endpointSlices[1].Endpoints = c.endpointSlices[1].Endpoints[1:]
	must(t, table.write(c.rules()))
	for range 10 {
		expectAnswer(t, client.connect("198.18.0.5:80"), "two for 198.19.1.3")
	}
	c.endpointSlices = c.endpointSlices[:1]
	must(t, table.write(c.rules()))
	expectAnswer(t, client.connect("198.18.0.5:80"), "refused")
}

func TestConnectionsOutliveRules(t *testing.T) {
	if !inNamespace(t) {
		return
	}
	one, _, client, table := newNetwork(t)
	c := read(t, twoPodsAndTheirService)
	must(t, table.write(c.rules()))
	var connection net.Conn
	one.do(func() {
		server, err := net.Listen("tcp4", "198.19.1.1:8002")
		must(t, err)
		go func() {
			if echo, err := server.Accept(); err == nil {
				io.Copy(echo, echo)
			}
		}()
	})
	client.do(func() {
		var err error
		connection, err = net.Dial("tcp4", "198.19.1.1:8002")
		must(t, err)
	})
	c.policies = read(t, `{kind: NetworkPolicy, metadata: {name: closed, namespace: ns},
    spec: {podSelector: {}, policyTypes: [Ingress, Egress]}}`).policies
	must(t, table.write(c.rules()))
	must(t, connection.SetDeadline(time.Now().Add(time.Second)))
	answer := make([]byte, 5)
	_, err := connection.Write([]byte("hello"))
	must(t, err)
	_, err = io.ReadFull(connection, answer)
	must(t, err)
	expectAnswer(t, client.connect("198.19.1.1:8002"), "dropped")
}

func TestPoliciesDropAndTellWho(t *testing.T) {
	if !inNamespace(t) {
		return
	}
	one, two, client, table := newNetwork(t)
	c := read(t, twoPodsAndTheirService+`
---
{kind: NetworkPolicy, metadata: {name: model, namespace: ns},
   spec: {podSelector: {matchLabels: {app: model}}, policyTypes: [Ingress, Egress],
 ingress: [{from: [{podSelector: {matchLabels: {app: client}}}], ports: [{port: 8000}]}]}}
---
{kind: NetworkPolicy, metadata: {name: client, namespace: ns},
   spec: {podSelector: {matchLabels: {app: client}}, policyTypes: [Egress],
 egress: [{to: [{podSelector: {}}], ports: [{port: 8000, endPort: 8001}]}]}}`)
	must(t, table.write(c.rules()))
	denials := newDenials()
	denials.know(c.rules())

	expectAnswer(t, client.connect("198.18.0.5:80")[3:], " for 198.19.1.3")
	expectAnswer(t, client.connect("198.19.1.1:8000"), "one for 198.19.1.3")
	expectAnswer(t, client.connect("198.19.1.1:8001"), "dropped")
	expectAnswer(t, client.connect("198.18.0.1:443"), "dropped")
	expectAnswer(t, two.connect("198.19.1.1:8000"), "dropped")
	expectAnswer(t, two.connect("198.19.1.1:8000"), "dropped")
	expectAnswer(t, connect("198.19.1.1:8001"), "sidecar for 198.19.0.1")
	for range 10 {
		if answer := one.connect("198.18.0.5:80"); answer != "one for 198.19.0.1" && answer != "dropped" {
			t.Errorf("a pod that may only speak to itself got %q", answer)
		}
	}

	var said strings.Builder
	must(t, denials.report(table, &said))
	must(t, denials.report(table, &said))
	must(t, denials.report(table, &said))
	expected := `{"denied":{"from":"ns/client","to":"198.19.0.1","port":6443,"protocol":"TCP","policies":["ns/client"]}}
{"denied":{"from":"ns/client","to":"ns/one","port":8001,"protocol":"TCP","policies":["ns/model"]}}
{"denied":{"from":"ns/one","to":"ns/two","port":8000,"protocol":"TCP","policies":["ns/model"]}}
{"denied":{"from":"ns/two","to":"ns/one","port":8000,"protocol":"TCP","policies":["ns/model"]}}
`
	if said.String() != expected {
		t.Errorf("said\n%s\nnot\n%s", said.String(), expected)
	}

	// The rules of the policies are gone, so what was dropped may pass.
	c.policies = nil
	must(t, table.write(c.rules()))
	expectAnswer(t, two.connect("198.19.1.1:8000"), "one for 198.19.1.2")
}

func TestManyPodsFitIntoTheTable(t *testing.T) {
	if !inNamespace(t) {
		return
	}
	newMachine(t)
	table := tableOf(t)
	c := read(t, `{kind: NetworkPolicy, metadata: {name: all, namespace: ns}, spec: {podSelector: {}, ingress: [{
		from: [{podSelector: {}}], ports: [{port: 8000}, {port: 5600, endPort: 5610}]}]}}`)
	for i := range 30 {
		pod := corev1.Pod{}
		pod.Namespace, pod.Name, pod.Status.PodIP = "ns", fmt.Sprint(i), fmt.Sprintf("198.19.1.%d", 2*i)
		c.pods = append(c.pods, &pod)
	}
	began := time.Now()
	must(t, table.write(c.rules()))
	t.Logf("written in %v", time.Since(began))
	elements, err := table.connection.GetSetElements(table.sets.ingressAllowed)
	must(t, err)
	if len(elements) != 30*(1+2*29) {
		t.Errorf("%d elements", len(elements))
	}
}

// newNetwork has the pods of twoPodsAndTheirService, without rules.
func newNetwork(t *testing.T) (one, two, client *podNamespace, written *table) {
	t.Helper()
	newMachine(t)
	one, two, client = newPod(t, "198.19.1.1"), newPod(t, "198.19.1.2"), newPod(t, "198.19.1.3")
	one.serve(t, 8000, "one")
	one.serve(t, 8001, "sidecar")
	two.serve(t, 8000, "two")
	listen(t, netip.AddrPortFrom(machine, 6443), "API server")
	return one, two, client, tableOf(t)
}

func tableOf(t *testing.T) *table {
	t.Helper()
	table, err := createTable()
	if err != nil {
		t.Skip(err)
	}
	return table
}

func expectAnswer(t *testing.T, answer, expected string) {
	t.Helper()
	if answer != expected {
		t.Errorf("answered %q, not %q", answer, expected)
	}
}
