package main

import "testing"

const refusing = `{metadata: {name: refusing, namespace: ns}, spec: {action: DENY,
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: gw}],
	rules: [{when: [{key: "request.headers[x-prefiller-host-port]", values: ["*"]}]},
	{when: [{key: "request.headers[x-tier]", values: [gold]}]}]}}`

// filters are the names of what a request passes, in order, and the policies by which it is judged first.
func filters(t *testing.T, policies ...string) (names list, judged any) {
	t.Helper()
	w := testWorld(t)
	for _, text := range policies {
		w.policies = append(w.policies, parsed(t, text, authorizationPolicy{}))
	}
	listener := w.config(w.gateways[0]).listeners[0].(object)
	manager := listener["filter_chains"].(list)[0].(object)["filters"].(list)[0].(object)["typed_config"].(object)
	for _, filter := range manager["http_filters"].(list) {
		names = append(names, filter.(object)["name"])
		if rules, ok := filter.(object)["typed_config"].(object)["rules"]; ok {
			judged = rules
		}
	}
	return names, judged
}

func TestCallersAreJudgedBeforeThePickerIsAsked(t *testing.T) {
	names, judged := filters(t, refusing)
	expect(t, names, `["envoy.filters.http.rbac", "envoy.filters.http.ext_proc", "envoy.filters.http.router"]`)
	expect(t, judged, `{"action": "DENY", "policies": {
		"ns[ns]-policy[refusing]-rule[0]": {"permissions": [{"any": true}], "principals": [{"and_ids": {"ids": [
			{"or_ids": {"ids": [{"header": {"name": "x-prefiller-host-port", "present_match": true}}]}}]}}]},
		"ns[ns]-policy[refusing]-rule[1]": {"permissions": [{"any": true}], "principals": [{"and_ids": {"ids": [
			{"or_ids": {"ids": [{"header": {"name": "x-tier", "string_match": {"exact": "gold"}}}]}}]}}]}
	}}`)
}

func TestPoliciesOfOthersJudgeNobody(t *testing.T) {
	names, judged := filters(t,
		`{metadata: {name: a, namespace: other},
      spec: {action: DENY, rules: [{when: [{key: "request.headers[x]", values: ["*"]}]}]}}`,
		`{metadata: {name: b, namespace: ns},
      spec: {action: DENY, targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: other}]}}`)
	if len(names) != 2 || judged != nil {
		t.Errorf("filters: %v, judged by %v", names, judged)
	}
}

func TestWhatIsNotUnderstoodRefusesEveryRequest(t *testing.T) {
	for _, spec := range []string{
		`{action: ALLOW}`,
		`{action: DENY, selector: {matchLabels: {a: b}}}`,
		`{action: DENY, rules: [{from: [{source: {namespaces: [a]}}]}]}`,
		`{action: DENY, rules: [{when: [{key: source.ip, values: ["*"]}]}]}`,
		`{action: DENY, rules: [{when: [{key: "request.headers[x]", values: ["a*"]}]}]}`,
		`{action: DENY, rules: [{when: [{key: "request.headers[x]", notValues: ["a"]}]}]}`,
	} {
		_, judged := filters(t, `{metadata: {name: p, namespace: ns}, spec: `+spec+`}`)
		expect(t, judged, `{"action": "DENY", "policies": {"ns[ns]-policy[p]":
			{"permissions": [{"any": true}], "principals": [{"any": true}]}}}`)
	}
}
