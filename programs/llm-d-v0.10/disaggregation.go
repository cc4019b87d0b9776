package main

import (
	"fmt"
	"slices"

	"sigs.k8s.io/yaml"
)

// disaggregation is a disagg-profile-handler: it runs a profile for the decode pod, then one for the prefill pod if its
// decider says so.
type disaggregation struct {
	handler string
	decode  string
	prefill string
	decided bool
}

type disaggregationParameters struct {
	Profiles stageNames `json:"profiles"`
	Deciders stageNames `json:"deciders"`
}

type stageNames struct {
	Decode  string `json:"decode"`
	Prefill string `json:"prefill"`
	Encode  string `json:"encode"`
}

// disaggregation reads the handler's parameters as v0.10 does (llm-d-router
// profilehandler/disagg/disagg_profile_handler.go).
func (c *configuration) disaggregation(p plugin, told *notes) (disaggregation, error) {
	refused := func(format string, values ...any) (disaggregation, error) {
		return disaggregation{}, refusal{1, "plugin instantiation failed: " + fmt.Sprintf(format, values...)}
	}
	failed := func(format string, values ...any) (disaggregation, error) {
		return refused("failed to create plugin '%s' (type: %s): "+format, append([]any{p.Name, p.Type}, values...)...)
	}
	var parameters disaggregationParameters
	if p.Parameters != nil {
		if err := yaml.UnmarshalStrict(p.Parameters, &parameters); err != nil {
			return failed("failed to parse parameters of the disagg-profile-handler - %v", err)
		}
	}
	if parameters.Deciders.Decode != "" {
		return failed("failed to parse parameters of the disagg-profile-handler - json: unknown field \"decode\"")
	}
	if name := parameters.Deciders.Encode; name != "" {
		return disaggregation{}, fmt.Errorf("plugin %s: deciders.encode=%s: v0.4.0 has no encode stage; leave it out to "+
			"rehearse the others", p.Name, name)
	}
	d := disaggregation{handler: p.Name, decode: or(parameters.Profiles.Decode, "decode"),
		prefill: or(parameters.Profiles.Prefill, "prefill")}
	if name := parameters.Deciders.Prefill; name != "" {
		decider := c.plugin(name)
		if decider == nil {
			return refused("failed to build plugin dependency graph: a plugin has a dependency on the unregistered plugin %s",
				name)
		}
		if decider.Type != alwaysDecider {
			if _, other := standIns[decider.Type]; other {
				return failed("plugin %s does not implement prefillDeciderPlugin", name)
			}
			return disaggregation{}, fmt.Errorf("plugin %s: deciders.prefill is a %s: only %s can be told to v0.4.0", p.Name,
				decider.Type, alwaysDecider)
		}
		d.decided = true
	}
	if !slices.ContainsFunc(c.SchedulingProfiles, func(profile profile) bool { return profile.Name == d.decode }) {
		return disaggregation{}, fmt.Errorf("plugin %s: no profile is called %s: v0.10 would start and answer no request; "+
			"give the profile of decode pods that name",
			p.Name, d.decode)
	}
	told.add("plugin %s is replaced by pd-profile-handler and prefill-header-handler, which as in v0.10 let a decode "+
		"pod serve alone while there is "+
		"no prefill pod; decisions are counted in llm_d_inference_scheduler_pd_decision_total, not in "+
		"llm_d_epp_disagg_decision_total", p.Name)
	return d, nil
}

// plugins are those of v0.4.0: which profiles run, and the header that tells the sidecar the prefill pod.
func (d disaggregation) plugins() []plugin {
	return []plugin{
		// pd_profile_handler.go, Pick: with threshold 0 every request takes the prefill stage, whatever its length and cache.
		{Name: d.handler, Type: "pd-profile-handler", Parameters: asJSON(map[string]any{"threshold": 0,
			"decodeProfile": d.decode, "prefillProfile": d.prefill})},
		{Name: "prefill-header-handler", Type: "prefill-header-handler",
			Parameters: asJSON(map[string]any{"prefillProfile": d.prefill})},
	}
}

// profiles are those that v0.10 runs. v0.4.0 must not have any other: it goes on until each one has run.
func (d disaggregation) profiles(all []profile, told *notes) []profile {
	var run []profile
	for _, p := range all {
		switch {
		case p.Name == d.decode:
		case p.Name == d.prefill && d.decided:
		case p.Name == d.prefill:
			told.add("profile %s is left out: without deciders.prefill, %s never disaggregates", p.Name, d.handler)
			continue
		default:
			told.add("profile %s is left out: %s runs %s and %s only", p.Name, d.handler, d.decode, d.prefill)
			continue
		}
		run = append(run, p)
	}
	if d.decided && len(run) == 1 {
		told.add("no profile is called %s: as in v0.10, %s never disaggregates", d.prefill, d.handler)
	}
	return run
}

func or(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}
