package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// translate is the configuration of v0.4.0 that does the nearest to this one.
func (c *configuration) translate(told *notes) (*configuration, error) {
	for field, value := range map[string]json.RawMessage{
		"featureGates": c.FeatureGates, "saturationDetector": c.SaturationDetector, "flowControl": c.FlowControl,
		"dataLayer": c.DataLayer, "requestHandler": c.RequestHandler, "parser": c.Parser,
	} {
		if value != nil {
			return nil, fmt.Errorf("configuration field %s: v0.4.0 has nothing that stands for it; leave it out to rehearse "+
				"the rest", field)
		}
	}
	// The library's scheme knows its configuration under this name only (apix/config/v1alpha1).
	result := &configuration{APIVersion: deprecatedAPIVersion, Kind: c.Kind, Plugins: []plugin{},
		SchedulingProfiles: []profile{}}
	profiles := c.SchedulingProfiles
	for _, p := range c.Plugins {
		if p.Type == disaggHandler {
			stages, err := c.disaggregation(p, told)
			if err != nil {
				return nil, err
			}
			result.Plugins = append(result.Plugins, stages.plugins()...)
			profiles = stages.profiles(c.SchedulingProfiles, told)
			continue
		}
		translated, err := p.translate(told)
		if err != nil {
			return nil, err
		}
		result.Plugins = append(result.Plugins, translated...)
	}
	for _, p := range profiles {
		translated, err := result.profile(p)
		if err != nil {
			return nil, err
		}
		result.SchedulingProfiles = append(result.SchedulingProfiles, translated)
	}
	return result, nil
}

func (p plugin) translate(told *notes) ([]plugin, error) {
	in, known := standIns[p.Type]
	if !known {
		return nil, fmt.Errorf("plugin %s: nothing of v0.4.0 stands for the type %s; those that something stands for are %s",
			p.Name, p.Type, strings.Join(slices.Sorted(maps.Keys(standIns)), ", "))
	}
	if in.is == "" {
		told.add("plugin %s is left out: %s", p.Name, in.lost)
		return nil, nil
	}
	switch {
	case in.is != p.Type:
		told.add("plugin %s is replaced by %s: %s", p.Name, in.is, in.lost)
	case in.lost != "":
		told.add("plugin %s is that of v0.4.0: %s", p.Name, in.lost)
	}
	parameters := map[string]json.RawMessage{}
	if p.Parameters != nil {
		if err := json.Unmarshal(p.Parameters, &parameters); err != nil {
			return nil, refusal{1, fmt.Sprintf("plugin instantiation failed: failed to create plugin '%s' (type: %s): %v",
				p.Name, p.Type, err)}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(parameters)) {
		if !slices.Contains(in.parameters, name) {
			told.add("plugin %s: parameter %s=%s is left out: %s of v0.4.0 does not have it", p.Name, name,
				parameters[name], in.is)
			delete(parameters, name)
		}
	}
	result := plugin{Name: p.Name, Type: in.is}
	if len(parameters) > 0 {
		result.Parameters = asJSON(parameters)
	}
	return []plugin{result}, nil
}

// profile has what is left of the plugins of a profile of v0.10.
func (c *configuration) profile(p profile) (profile, error) {
	result := profile{Name: p.Name, Plugins: []reference{}}
	for _, r := range p.Plugins {
		if c.plugin(r.PluginRef) == nil {
			continue
		}
		if r.Weight != nil && *r.Weight != math.Trunc(*r.Weight) {
			return result, fmt.Errorf("profile %s: weight %v of %s: v0.4.0 has whole weights only; multiply all weights of "+
				"the profile", p.Name, *r.Weight, r.PluginRef)
		}
		result.Plugins = append(result.Plugins, r)
	}
	return result, nil
}

func asJSON(value any) json.RawMessage {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return text
}
