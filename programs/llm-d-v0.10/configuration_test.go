package main

import (
	"reflect"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// guide is the configuration of llm-d's guide to disaggregation, as v0.10 takes it.
const guide = `
apiVersion: llm-d.ai/v1alpha1
kind: EndpointPickerConfig
plugins:
- type: always-disagg-pd-decider
- type: disagg-profile-handler
  parameters: {deciders: {prefill: always-disagg-pd-decider}}
- type: prefill-filter
- type: decode-filter
- type: approx-prefix-cache-producer
  parameters: {maxPrefixTokensToMatch: 131072}
- type: inflight-load-producer
- type: prefix-cache-affinity-filter
  parameters: {peakPrefillThroughput: 33821}
- type: token-load-scorer
- type: active-request-scorer
- type: max-score-picker
schedulingProfiles:
- name: prefill
  plugins: [{pluginRef: prefill-filter}, {pluginRef: prefix-cache-affinity-filter}, {pluginRef: token-load-scorer},
     {pluginRef: max-score-picker}]
- name: decode
  plugins: [{pluginRef: decode-filter}, {pluginRef: active-request-scorer, weight: 2}, {pluginRef: max-score-picker}]
`

func TestGuideBecomesThatOfPrefillAndDecode(t *testing.T) {
	result, told := translated(t, guide)
	expect(t, result, `
apiVersion: inference.networking.x-k8s.io/v1alpha1
kind: EndpointPickerConfig
plugins:
- {name: disagg-profile-handler, type: pd-profile-handler,
   parameters: {threshold: 0, decodeProfile: decode, prefillProfile: prefill}}
- {name: prefill-header-handler, type: prefill-header-handler, parameters: {prefillProfile: prefill}}
- {name: prefill-filter, type: prefill-filter}
- {name: decode-filter, type: decode-filter}
- {name: token-load-scorer, type: queue-scorer}
- {name: active-request-scorer, type: active-request-scorer}
- {name: max-score-picker, type: max-score-picker}
schedulingProfiles:
- {name: prefill, plugins: [{pluginRef: prefill-filter}, {pluginRef: token-load-scorer}, {pluginRef: max-score-picker}]}
- {name: decode, plugins: [{pluginRef: decode-filter}, {pluginRef: active-request-scorer, weight: 2},
   {pluginRef: max-score-picker}]}
`)
	for _, name := range []string{
		"always-disagg-pd-decider is left out",
		"disagg-profile-handler is replaced by pd-profile-handler and prefill-header-handler",
		"approx-prefix-cache-producer is left out", "inflight-load-producer is left out",
		"prefix-cache-affinity-filter is left out",
		"token-load-scorer is replaced by queue-scorer", "active-request-scorer is that of v0.4.0",
	} {
		if !strings.Contains(told, name) {
			t.Errorf("not told that %s: %s", name, told)
		}
	}
	// disagg_profile_handler.go of v0.10.0, ProcessResults: only a decode profile without a pod is an error.
	if !strings.Contains(told, "as in v0.10 let a decode pod serve alone while there is no prefill pod") {
		t.Errorf("not told that v0.10 answers without prefill pods too: %s", told)
	}
}

func TestEveryReplacementIsExplained(t *testing.T) {
	for name, in := range standIns {
		if in.is != name && in.lost == "" {
			t.Errorf("%s: nobody is told why it is %q", name, in.is)
		}
	}
}

func TestPluginsKeepNamesAndSharedParameters(t *testing.T) {
	result, told := translated(t, replaced(guide,
		"- type: active-request-scorer",
		"- {name: load, type: active-request-scorer, parameters: {requestTimeout: 30s, idleThreshold: 1}}",
		"pluginRef: active-request-scorer", "pluginRef: load"))
	p := result.plugin("load")
	if p == nil || p.Type != "active-request-scorer" || string(p.Parameters) != `{"requestTimeout":"30s"}` {
		t.Errorf("%+v", p)
	}
	if !strings.Contains(told, "plugin load: parameter idleThreshold=1 is left out") {
		t.Error(told)
	}
}

func TestWithoutDeciderNothingIsDisaggregated(t *testing.T) {
	result, told := translated(t, replaced(guide, "  parameters: {deciders: {prefill: always-disagg-pd-decider}}\n", ""))
	if len(result.SchedulingProfiles) != 1 || result.SchedulingProfiles[0].Name != "decode" {
		t.Errorf("%+v", result.SchedulingProfiles)
	}
	if !strings.Contains(told, "without deciders.prefill, disagg-profile-handler never disaggregates") {
		t.Error(told)
	}
}

func TestProfilesAreThoseThatTheHandlerRuns(t *testing.T) {
	result, _ := translated(t,
		replaced(guide, "parameters: {deciders", "parameters: {profiles: {decode: d, prefill: p}, deciders",
			"- name: prefill\n", "- name: p\n", "- name: decode\n", "- name: d\n"))
	wanted := `{"decodeProfile":"d","prefillProfile":"p","threshold":0}`
	if handler := result.plugin("disagg-profile-handler"); string(handler.Parameters) != wanted {
		t.Errorf("%s", handler.Parameters)
	}
	result, told := translated(t, guide+"- name: encode\n  plugins: []\n")
	if len(result.SchedulingProfiles) != 2 || !strings.Contains(told, "profile encode is left out") {
		t.Errorf("%+v %s", result.SchedulingProfiles, told)
	}
	result, told = translated(t, replaced(guide, "- name: prefill\n", "- name: Prefill\n"))
	if len(result.SchedulingProfiles) != 1 || !strings.Contains(told, "no profile is called prefill") {
		t.Errorf("%+v %s", result.SchedulingProfiles, told)
	}
}

func TestOldVersionIsTakenAndNamed(t *testing.T) {
	_, told := translated(t, replaced(guide, "llm-d.ai/v1alpha1", "inference.networking.x-k8s.io/v1alpha1"))
	if !strings.Contains(told, "deprecated in v0.10: write llm-d.ai/v1alpha1") {
		t.Error(told)
	}
}

func TestConfigurationsThatDoNotStart(t *testing.T) {
	for _, c := range []struct{ old, with, wanted string }{
		{"llm-d.ai/v1alpha1", "llm-d.ai/v1", `no kind "EndpointPickerConfig" is registered for version "llm-d.ai/v1"`},
		{"kind: EndpointPickerConfig", "kind: PickerConfig", `no kind "PickerConfig" is registered`},
		{"schedulingProfiles:", "profiles:", `unknown field "profiles"`},
		{"- type: inflight-load-producer", "- type: inflight-load-counter",
			"plugin type 'inflight-load-counter' is not registered"},
		{"- type: inflight-load-producer", "- name: load", "plugin 'load' is missing a type"},
		{"- type: inflight-load-producer", "- type: decode-filter", "duplicate plugin name 'decode-filter'"},
		{"- type: max-score-picker\n", "", "schedulingProfiles[prefill] references undefined plugin 'max-score-picker'"},
		{"- name: prefill\n", "- name: decode\n", "schedulingProfiles[1] has duplicate name 'decode'"},
		{"- name: prefill\n  plugins", "- plugins", "schedulingProfiles[0] is missing a name"},
		{"{pluginRef: token-load-scorer}", "{weight: 1}", "schedulingProfiles[prefill].plugins[2] is missing a 'pluginRef'"},
		{"- type: always-disagg-pd-decider\n", "",
			"a plugin has a dependency on the unregistered plugin always-disagg-pd-decider"},
		{"{prefill: always-disagg-pd-decider}", "{prefill: decode-filter}",
			"plugin decode-filter does not implement prefillDeciderPlugin"},
		{"{deciders: {prefill", "{threshold: 0, deciders: {prefill",
			`failed to parse parameters of the disagg-profile-handler`},
	} {
		_, err := translate(t, replaced(guide, c.old, c.with), &notes{})
		if _, refused := err.(refusal); !refused || !strings.Contains(err.Error(), c.wanted) {
			t.Errorf("%s: %v", c.with, err)
		}
	}
}

func TestWhatNothingStandsForIsRefused(t *testing.T) {
	for _, c := range []struct{ old, with, wanted string }{
		{"- type: inflight-load-producer", "- type: prefix-based-pd-decider",
			"nothing of v0.4.0 stands for the type prefix-based-pd-decider"},
		{"- type: always-disagg-pd-decider", "- {name: always-disagg-pd-decider, type: prefix-based-pd-decider}",
			"nothing of v0.4.0 stands for the type"},
		{"{prefill: always-disagg-pd-decider}", "{encode: always-disagg-pd-decider}", "v0.4.0 has no encode stage"},
		{"- name: decode\n", "- name: Decode\n", "no profile is called decode"},
		{"weight: 2", "weight: 0.5", "v0.4.0 has whole weights only"},
		{"plugins:\n- type: always", "featureGates: [flowControl]\nplugins:\n- type: always",
			"configuration field featureGates"},
	} {
		_, err := translate(t, replaced(guide, c.old, c.with), &notes{})
		if _, refused := err.(refusal); err == nil || refused || !strings.Contains(err.Error(), c.wanted) {
			t.Errorf("%s: %v", c.with, err)
		}
	}
}

func translated(t *testing.T, text string) (*configuration, string) {
	t.Helper()
	var told notes
	result, err := translate(t, text, &told)
	if err != nil {
		t.Fatal(err)
	}
	return result, strings.Join(told, "\n")
}

func translate(t *testing.T, text string, told *notes) (*configuration, error) {
	t.Helper()
	c, err := readConfiguration([]byte(text), pickerKnown.Plugins, told)
	if err != nil {
		return nil, refusal{1, err.Error()}
	}
	return c.translate(told)
}

func replaced(text string, pairs ...string) string {
	return strings.NewReplacer(pairs...).Replace(text)
}

func expect(t *testing.T, got *configuration, wanted string) {
	t.Helper()
	var is, should any
	if err := yaml.Unmarshal(got.yaml(), &is); err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal([]byte(wanted), &should); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(is, should) {
		t.Errorf("got\n%s", got.yaml())
	}
}
