package main

// standIn is what v0.4.0 has for a type of plugin of v0.10.
type standIn struct {
	// is the type in v0.4.0, under the name that the plugin has in v0.10; empty: it is left out, of the profiles too.
	is string
	// parameters mean the same in both versions.
	parameters []string
	// lost is what v0.10 does here and v0.4.0 does not.
	lost string
}

// standIns are the plugins of v0.10 by type; disagg-profile-handler is two of v0.4.0, see disaggregation.go.
//
// Sources: llm-d-inference-scheduler v0.4.0 pkg/plugins; gateway-api-inference-extension v1.2.0
// pkg/epp/scheduling/framework/plugins, the library of v0.4.0; llm-d-router's plugins of the same names for v0.10, and
// llm-d-inference-scheduler v0.7.1 for their roles.
var standIns = map[string]standIn{
	// filter/pd_role.go. Later versions added roles of more than one stage.
	"decode-filter":  {is: "decode-filter", lost: "of the roles that decode, only decode and both are known"},
	"prefill-filter": {is: "prefill-filter", lost: "of the roles that prefill, only prefill is known"},

	// scorer/active_request.go: ResponseComplete is told of the decode pod alone.
	"active-request-scorer": {is: "active-request-scorer", parameters: []string{"requestTimeout"},
		lost: "it counts by itself, and counts a request at its prefill pod until the timeout"},
	// It prefers the pod with the fewest tokens in flight. active-request-scorer looks closer, but would send every prompt
	// to a new prefill pod until it had caught up with what the others had done within the timeout.
	"token-load-scorer": {is: "queue-scorer",
		lost: "pods are compared by the requests that wait in their engine, not by tokens in flight"},
	// The library's own, in both versions.
	"queue-scorer":                {is: "queue-scorer"},
	"kv-cache-utilization-scorer": {is: "kv-cache-utilization-scorer"},
	"lora-affinity-scorer":        {is: "lora-affinity-scorer"},
	"load-aware-scorer":           {is: "load-aware-scorer", parameters: []string{"threshold"}},
	"session-affinity-scorer":     {is: "session-affinity-scorer"},

	"max-score-picker":       {is: "max-score-picker", parameters: []string{"maxNumOfEndpoints"}},
	"random-picker":          {is: "random-picker", parameters: []string{"maxNumOfEndpoints"}},
	"weighted-random-picker": {is: "weighted-random-picker", parameters: []string{"maxNumOfEndpoints"}},
	"single-profile-handler": {is: "single-profile-handler"},

	// New in v0.9: data for other plugins. v0.4.0 has no producers, each of its scorers keeps its own.
	"approx-prefix-cache-producer": {lost: "nothing guesses which prefixes a pod has in its cache"},
	"inflight-load-producer":       {lost: "nothing counts tokens in flight"},
	// New in v0.9. prefix-cache-scorer is no filter: it would have to be weighed against the other scorers.
	"prefix-cache-affinity-filter": {lost: "a prompt whose prefix a pod has in its cache may go to another pod"},
	// New in v0.6. In v0.4.0 the handler decides, see disaggregation.go.
	alwaysDecider: {lost: "pd-profile-handler decides the same with threshold 0"},
}

const (
	alwaysDecider = "always-disagg-pd-decider"
	disaggHandler = "disagg-profile-handler"
)
