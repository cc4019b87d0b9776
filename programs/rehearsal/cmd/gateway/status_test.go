package main

import (
	"slices"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestGatewayIsProgrammedByItsDataPlane(t *testing.T) {
	w := testWorld(t)
	status := w.gatewayStatus(w.gateways[0], nil)
	expectReasons(t, status.Conditions, "Accepted=True Accepted", "Programmed=False AddressNotAssigned")
	expectReasons(t, status.Listeners[0].Conditions, "Accepted=True Accepted", "Conflicted=False NoConflicts",
		"Programmed=False Pending", "ResolvedRefs=True ResolvedRefs")

	deployment := &appsv1.Deployment{Status: appsv1.DeploymentStatus{AvailableReplicas: 1}}
	deployment.Namespace, deployment.Name = "ns", "gw-istio"
	w.deployments = []*appsv1.Deployment{deployment}
	status = w.gatewayStatus(w.gateways[0], nil)
	expectReasons(t, status.Conditions, "Accepted=True Accepted", "Programmed=True Programmed")
	if status.Addresses[0].Value != "gw-istio.ns.svc.cluster.local" || status.Listeners[0].AttachedRoutes != 1 {
		t.Errorf("%+v", status)
	}
}

func TestParametersPatchTheDataPlane(t *testing.T) {
	w := testWorld(t)
	w.gateways = []*gateway{parsed(t, `{metadata: {name: gw, namespace: ns, uid: u},
      spec: {gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}],
		infrastructure: {parametersRef: {group: "", kind: ConfigMap, name: parameters}}}}`, gateway{})}
	_, invalid := w.dataPlane(w.gateways[0], "image", "127.0.0.1:1")
	if invalid == nil {
		t.Fatal("a ConfigMap that is missing is no error")
	}
	expectReasons(t, w.gatewayStatus(w.gateways[0], invalid).Conditions, "Accepted=False InvalidParameters",
		"Programmed=False Invalid")

	parameters := &corev1.ConfigMap{Data: map[string]string{
		"deployment": "spec:\n  template:\n    spec:\n      securityContext:\n        seccompProfile: {type: " +
			"RuntimeDefault}\n" +
			"      containers:\n      - name: istio-proxy\n        resources:\n          limits: {cpu: 4}\n",
		"service": "spec:\n  type: NodePort\n",
	}}
	parameters.Namespace, parameters.Name = "ns", "parameters"
	w.configMaps = []*corev1.ConfigMap{parameters}
	objects, err := w.dataPlane(w.gateways[0], "image", "127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	pod := objects[1].Object["spec"].(object)["template"].(object)["spec"].(object)
	expect(t, pod["securityContext"], `{"seccompProfile": {"type": "RuntimeDefault"},
      "sysctls": [{"name": "net.ipv4.ip_unprivileged_port_start", "value": "0"}]}`)
	container := pod["containers"].(list)[0].(object)
	expect(t, container["resources"],
		`{"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"cpu": 4, "memory": "1Gi"}}`)
	if container["image"] != "image" || objects[2].Object["spec"].(object)["type"] != "NodePort" {
		t.Errorf("%v, %v", container["image"], objects[2].Object["spec"])
	}
}

func TestRouteSaysWhatItRefersTo(t *testing.T) {
	w := testWorld(t)
	expectReasons(t, w.httpRouteStatus(w.routes[0]).Parents[0].Conditions, "Accepted=True Accepted",
		"ResolvedRefs=True ResolvedRefs")

	w.poolGroup = "inference.networking.x-k8s.io"
	resolved := w.httpRouteStatus(w.routes[0]).Parents[0].Conditions[1]
	expectReasons(t, []metav1.Condition{resolved}, "ResolvedRefs=False InvalidKind")
	unsupported := `referencing unsupported backendRef: ` +
		`group "inference.networking.k8s.io" kind "InferencePool" name "pool"`
	if resolved.Message != unsupported {
		t.Error(resolved.Message)
	}

	w = testWorld(t)
	w.pools = nil
	expectReasons(t, w.httpRouteStatus(w.routes[0]).Parents[0].Conditions, "Accepted=True Accepted",
		"ResolvedRefs=False BackendNotFound")
}

func TestRouteAttachesWhereItMay(t *testing.T) {
	for spec, reason := range map[string]string{
		`{parentRefs: [{name: gw, sectionName: https}]}`:                                         "NoMatchingParent",
		`{parentRefs: [{name: gw, port: 81}]}`:                                                   "NoMatchingParent",
		`{parentRefs: [{name: gw}], rules: [{filters: [{type: RequestMirror}]}]}`:                "UnsupportedValue",
		`{parentRefs: [{name: gw}], rules: [{matches: [{path: {type: RegularExpression}}]}]}`:    "UnsupportedValue",
		`{parentRefs: [{name: gw}], hostnames: [models.example.test]}`:                           "Accepted",
		`{parentRefs: [{name: gw, sectionName: http, port: 80}], hostnames: ["*.example.test"]}`: "Accepted",
		`{parentRefs: [{name: gw, kind: Gateway, group: gateway.networking.k8s.io, port: 80}]}`:  "Accepted",

		`{parentRefs: [{name: gw}], hostnames: [other.test]}`: "NoMatchingListenerHostname",
	} {
		w := testWorld(t)
		w.gateways[0].Spec.Listeners[0].Hostname = "*.example.test"
		w.routes = []*httpRoute{parsed(t, `{metadata: {name: route, namespace: ns}, spec: `+spec+`}`, httpRoute{})}
		if got := w.httpRouteStatus(w.routes[0]).Parents[0].Conditions[0].Reason; got != reason {
			t.Errorf("%s: %s", spec, got)
		}
	}
	w := testWorld(t)
	elsewhere := parsed(t, `{metadata: {name: route, namespace: other}, spec: {parentRefs: [{name: gw, namespace: ns}]}}`,
		httpRoute{})
	w.routes = []*httpRoute{elsewhere}
	expectReasons(t, w.httpRouteStatus(elsewhere).Parents[0].Conditions[:1], "Accepted=False NotAllowedByListeners")
	w.gateways[0].Spec.Listeners[0].AllowedRoutes.Namespaces.From = "All"
	expectReasons(t, w.httpRouteStatus(elsewhere).Parents[0].Conditions[:1], "Accepted=True Accepted")
}

func TestPoolNamesItsGatewayAndMissesItsPicker(t *testing.T) {
	w := testWorld(t)
	w.pools[0].parents = []poolParent{{ParentRef: poolParentRef{Kind: "Status", Name: "default"}}}
	parents := w.poolParents(w.pools[0])
	if len(parents) != 1 || parents[0].ParentRef != (poolParentRef{gatewayGroup, "Gateway", "ns", "gw"}) {
		t.Fatalf("%+v", parents)
	}
	expectReasons(t, parents[0].Conditions, "Accepted=True Accepted", "ResolvedRefs=True ResolvedRefs")
	w.services = nil
	expectReasons(t, w.poolParents(w.pools[0])[0].Conditions, "Accepted=True Accepted",
		"ResolvedRefs=False InvalidExtensionRef")
}

func TestConditionKeepsItsTimeUntilItTurns(t *testing.T) {
	long := metav1.Unix(1, 0)
	before := []metav1.Condition{{Type: "Accepted", Status: "True", Reason: "Accepted", LastTransitionTime: long},
		{Type: "Foreign", Status: "True"}}
	same := conditions(before, 7, judge("Accepted", "Accepted", "", nil))
	if len(same) != 1 || !same[0].LastTransitionTime.Equal(&long) || same[0].ObservedGeneration != 7 {
		t.Errorf("%+v", same)
	}
	if turned := conditions(before, 7, judge("Accepted", "", "", &refusal{"Invalid",
		""})); turned[0].LastTransitionTime.Equal(&long) {
		t.Errorf("%+v", turned)
	}
}

func expectReasons(t *testing.T, conditions []metav1.Condition, wanted ...string) {
	t.Helper()
	var got []string
	for _, condition := range conditions {
		got = append(got, condition.Type+"="+string(condition.Status)+" "+condition.Reason)
	}
	if !slices.Equal(got, wanted) {
		t.Errorf("got %q, wanted %q", got, wanted)
	}
}
