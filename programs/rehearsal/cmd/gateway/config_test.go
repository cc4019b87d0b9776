package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/yaml"
)

func TestPoolRouteAsksThePickerFirst(t *testing.T) {
	w := testWorld(t)
	route := w.routesOf(w.gateways[0], w.routes[0])[0].envoy()
	expect(t, route, `{
		"match": {"prefix": "/"},
		"route": {
			"timeout": "0.000s",
			"cluster_not_found_response_code": "INTERNAL_SERVER_ERROR",
			"weighted_clusters": {"clusters": [{"name": "inferencepool||pool.ns", "weight": 1,
			"typed_per_filter_config": {"envoy.filters.http.ext_proc": {
				"@type": "type.googleapis.com/envoy.extensions.filters.http.ext_proc.v3.ExtProcPerRoute",
				"overrides": {
					"grpc_service": {"envoy_grpc": {"cluster_name": "outbound|9002||picker.ns.svc.cluster.local"}},
					"failure_mode_allow": false,
					"metadata_options": {"forwarding_namespaces": {"untyped": ["envoy.lb"]},
					"receiving_namespaces": {"untyped": ["envoy.lb"]}},
					"processing_mode": {
						"request_header_mode": "SEND", "request_body_mode": "FULL_DUPLEX_STREAMED", "request_trailer_mode": "SEND",
						"response_header_mode": "SEND", "response_body_mode": "FULL_DUPLEX_STREAMED", "response_trailer_mode": "SEND"
					}
				}
			}}}]}
		}
	}`)
}

func TestPoolHasItsReadyPods(t *testing.T) {
	w := testWorld(t)
	gone := w.pods[0].DeepCopy()
	gone.Name, gone.Status.PodIP = "gone", "10.0.0.2"
	gone.Status.Conditions[0].Status = corev1.ConditionFalse
	other := w.pods[0].DeepCopy()
	other.Name, other.Labels = "other", nil
	w.pods = append(w.pods, gone, other)
	if members := w.pools[0].members(w.pods); !reflect.DeepEqual(members, []address{{"10.0.0.1", 8000}}) {
		t.Errorf("members: %v", members)
	}
}

func TestBothGroupsReadTheSamePool(t *testing.T) {
	alpha, err := readAlphaPool(parse(t, `{metadata: {name: pool, namespace: ns}, spec: {
		selector: {app: model}, targetPortNumber: 8000,
		extensionRef: {kind: Service, name: picker, failureMode: FailOpen}}}`))
	if err != nil {
		t.Fatal(err)
	}
	stable, err := readPool(parse(t, `{metadata: {name: pool, namespace: ns}, spec: {
		selector: {matchLabels: {app: model}}, targetPorts: [{number: 8000}],
		endpointPickerRef: {kind: Service, name: picker, port: {number: 9002}, failureMode: FailOpen}}}`))
	if err != nil {
		t.Fatal(err)
	}
	alpha.source, stable.source = nil, nil
	if !reflect.DeepEqual(alpha, stable) {
		t.Errorf("%+v is not %+v", alpha, stable)
	}
}

func TestPickerGetsTLSByItsDestinationRule(t *testing.T) {
	for text, wanted := range map[string]string{
		`{metadata: {namespace: ns}, spec: {host: picker,
      trafficPolicy: {tls: {mode: SIMPLE,
         insecureSkipVerify: true}}}}`: `{"alpn_protocols": ["h2"]}`,
		`{metadata: {namespace: ns}, spec: {host: picker.ns.svc.cluster.local,
      trafficPolicy: {tls: {mode: SIMPLE, insecureSkipVerify: true}}}}`: `{"alpn_protocols": ["h2"]}`,
		`{metadata: {namespace: ns}, spec: {host: picker, trafficPolicy: {tls: {mode: SIMPLE}}}}`: `{"alpn_protocols": ["h2"],
			"validation_context": {"trusted_ca": {"filename": "/etc/ssl/certs/ca-certificates.crt"}}}`,
		`{metadata: {namespace: ns}, spec: {host: picker, trafficPolicy: {tls: {mode: DISABLE}}}}`:   `null`,
		`{metadata: {namespace: ns}, spec: {host: other, trafficPolicy: {tls: {mode: SIMPLE}}}}`:     `null`,
		`{metadata: {namespace: other}, spec: {host: picker, trafficPolicy: {tls: {mode: SIMPLE}}}}`: `null`,
	} {
		w := testWorld(t)
		w.rules = []*destinationRule{parsed(t, text, destinationRule{})}
		socket, _ := pickerCluster(w, w.gateways[0], w.pools[0]).definition["transport_socket"].(object)
		typed, _ := socket["typed_config"].(object)
		expect(t, typed["common_tls_context"], wanted)
	}
}

func TestServiceBackendHasTheEndpointsOfItsSlices(t *testing.T) {
	w := testWorld(t)
	name, port, notReady := "web", int32(8080), false
	slice := &discoveryv1.EndpointSlice{Ports: []discoveryv1.EndpointPort{{Name: &name, Port: &port}},
		Endpoints: []discoveryv1.Endpoint{
			{Addresses: []string{"10.0.0.8"}},
			{Addresses: []string{"10.0.0.9"}, Conditions: discoveryv1.EndpointConditions{Ready: &notReady}},
		}}
	slice.Namespace, slice.Labels = "ns", map[string]string{discoveryv1.LabelServiceName: "web"}
	web := &corev1.Service{Spec: corev1.ServiceSpec{Ports: []corev1.ServicePort{{Name: "web", Port: 80}}}}
	web.Namespace, web.Name = "ns", "web"
	w.slices, w.services = append(w.slices, slice), append(w.services, web)
	number := int32(80)
	b := w.resolve(w.gateways[0], w.routes[0], backendRef{Name: "web", Port: &number})
	if b.refusal != nil || b.picker != nil || !reflect.DeepEqual(b.cluster.addresses, []address{{"10.0.0.8", 8080}}) {
		t.Errorf("%+v", b)
	}
}

func TestBackendsThatDoNotResolveAnswer500(t *testing.T) {
	w := testWorld(t)
	w.poolGroup = "inference.networking.x-k8s.io"
	expect(t, w.routesOf(w.gateways[0], w.routes[0])[0].envoy(),
		`{"match": {"prefix": "/"}, "direct_response": {"status": 500}}`)
	half := w.routesOf(w.gateways[0], testRoute(t, `[{backendRefs: [
		{group: inference.networking.k8s.io, kind: InferencePool, name: pool, weight: 3},
		{group: inference.networking.x-k8s.io, kind: InferencePool, name: pool, weight: 1},
		{group: inference.networking.x-k8s.io, kind: InferencePool, name: pool, weight: 0}]}]`))[0].envoy()
	clusters := half["route"].(object)["weighted_clusters"].(object)["clusters"].(list)
	if len(clusters) != 2 || clusters[0].(object)["name"] != missing ||
		clusters[1].(object)["name"] != "inferencepool||pool.ns" {
		t.Errorf("clusters: %v", clusters)
	}
}

func TestRoutesAreInTheOrderOfGatewayAPI(t *testing.T) {
	w := testWorld(t)
	var matches list
	for _, route := range sorted(w.routesOf(w.gateways[0], testRoute(t, `[{matches: [
		{path: {type: PathPrefix, value: /}},
		{path: {type: PathPrefix, value: /v1/}},
		{path: {type: PathPrefix, value: /v1/}, headers: [{name: x-tier, value: gold}]},
		{path: {type: Exact, value: /v1}, method: POST}]}]`))) {
		matches = append(matches, route.envoyMatch())
	}
	expect(t, matches, `[
		{"path": "/v1", "headers": [{"name": ":method", "string_match": {"exact": "POST"}}]},
		{"path_separated_prefix": "/v1", "headers": [{"name": "x-tier", "string_match": {"exact": "gold"}}]},
		{"path_separated_prefix": "/v1"},
		{"prefix": "/"}
	]`)
}

func TestTimeoutIsThatOfTheBackend(t *testing.T) {
	for text, wanted := range map[string]string{
		`{}`:                                    "0.000s",
		`{request: 0s, backendRequest: 0s}`:     "0.000s",
		`{request: 1m30s}`:                      "90.000s",
		`{request: 10s, backendRequest: 500ms}`: "0.500s",
	} {
		if got := seconds(testRoute(t, `[{timeouts: `+text+`}]`).Spec.Rules[0].timeout()); got != wanted {
			t.Errorf("%s: %s", text, got)
		}
	}
}

func TestEnvoyIsToldOnlyWhatChanged(t *testing.T) {
	w, server := testWorld(t), newDiscovery()
	ask := func(path, body string) *httptest.ResponseRecorder {
		answer := httptest.NewRecorder()
		server.handler().ServeHTTP(answer, httptest.NewRequest(http.MethodPost, path, strings.NewReader(body)))
		return answer
	}
	if answer := ask("/v3/discovery:listeners", `{"node": {"id": "ns/gw"}}`); answer.Code != http.StatusNotFound {
		t.Errorf("before a configuration: %d", answer.Code)
	}
	server.set(map[string]config{"ns/gw": w.config(w.gateways[0])})
	var listeners struct {
		VersionInfo string   `json:"version_info"`
		Resources   []object `json:"resources"`
	}
	if err := json.Unmarshal(ask("/v3/discovery:listeners", `{"node": {"id": "ns/gw"}}`).Body.Bytes(),
		&listeners); err != nil {
		t.Fatal(err)
	}
	if len(listeners.Resources) != 1 || listeners.Resources[0]["name"] != "0.0.0.0_80" {
		t.Errorf("listeners: %v", listeners.Resources)
	}
	if answer := ask("/v3/discovery:listeners",
		`{"node": {"id": "ns/gw"}, "version_info": "`+listeners.VersionInfo+`"}`); answer.Code != http.StatusNotModified {
		t.Errorf("the same again: %d", answer.Code)
	}
	endpoints := ask("/v3/discovery:endpoints",
		`{"node": {"id": "ns/gw"}, "resource_names": ["inferencepool||pool.ns"]}`).Body.String()
	if !strings.Contains(endpoints, "10.0.0.1") {
		t.Errorf("endpoints: %s", endpoints)
	}
}

// testWorld has a Gateway "gw" whose route "route" leads to the InferencePool "pool" of one ready pod, all in the
// namespace "ns".
func testWorld(t *testing.T) *world {
	t.Helper()
	pool, err := readPool(parse(t, `{metadata: {name: pool, namespace: ns}, spec: {
		selector: {matchLabels: {app: model}}, targetPorts: [{number: 8000}],
		endpointPickerRef: {kind: Service, name: picker, port: {number: 9002}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	pod := &corev1.Pod{Status: corev1.PodStatus{PodIP: "10.0.0.1",
		Conditions: []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionTrue}}}}
	pod.Namespace, pod.Name, pod.Labels = "ns", "pod", map[string]string{"app": "model"}
	picker := &corev1.Service{Spec: corev1.ServiceSpec{Ports: []corev1.ServicePort{{Name: "grpc", Port: 9002}}}}
	picker.Namespace, picker.Name = "ns", "picker"
	return &world{
		poolGroup: "inference.networking.k8s.io",
		gateways: []*gateway{parsed(t, `{metadata: {name: gw, namespace: ns, uid: u, generation: 1}, spec: {
			gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]}}`, gateway{})},
		routes: []*httpRoute{testRoute(t,
			`[{backendRefs: [{group: inference.networking.k8s.io, kind: InferencePool, name: pool}]}]`)},
		pools:    []*inferencePool{pool},
		pods:     []*corev1.Pod{pod},
		services: []*corev1.Service{picker},
	}
}

func testRoute(t *testing.T, rules string) *httpRoute {
	t.Helper()
	return parsed(t, `{metadata: {name: route, namespace: ns, generation: 2},
    spec: {parentRefs: [{name: gw}], rules: `+rules+`}}`, httpRoute{})
}

func parsed[T any](t *testing.T, text string, into T) *T {
	t.Helper()
	result, err := read(parse(t, text), into)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func parse(t *testing.T, text string) *unstructured.Unstructured {
	t.Helper()
	var content object
	// A tab is no white space in YAML.
	if err := yaml.Unmarshal([]byte(strings.ReplaceAll(text, "\t", " ")), &content); err != nil {
		t.Fatal(err)
	}
	content["apiVersion"], content["kind"] = "test/v1", "Test"
	return &unstructured.Unstructured{Object: content}
}

func expect(t *testing.T, got any, wantedJSON string) {
	t.Helper()
	var wanted any
	if err := json.Unmarshal([]byte(wantedJSON), &wanted); err != nil {
		t.Fatal(err)
	}
	is, err := plain(got)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(is, wanted) {
		text, _ := json.MarshalIndent(is, "", "  ")
		t.Errorf("got %s\nwanted %s", text, wantedJSON)
	}
}
