package main

import (
	"encoding/json"
	"fmt"
	"slices"

	"sigs.k8s.io/yaml"
)

// configuration is an EndpointPickerConfig.
type configuration struct {
	APIVersion         string    `json:"apiVersion"`
	Kind               string    `json:"kind"`
	Plugins            []plugin  `json:"plugins"`
	SchedulingProfiles []profile `json:"schedulingProfiles"`

	// Both versions have some of these, with other contents.
	FeatureGates       json.RawMessage `json:"featureGates,omitempty"`
	SaturationDetector json.RawMessage `json:"saturationDetector,omitempty"`
	FlowControl        json.RawMessage `json:"flowControl,omitempty"`
	DataLayer          json.RawMessage `json:"dataLayer,omitempty"`
	RequestHandler     json.RawMessage `json:"requestHandler,omitempty"`
	Parser             json.RawMessage `json:"parser,omitempty"`
}

type plugin struct {
	Name       string          `json:"name,omitempty"`
	Type       string          `json:"type"`
	Parameters json.RawMessage `json:"parameters,omitempty"`
}

type profile struct {
	Name    string      `json:"name"`
	Plugins []reference `json:"plugins"`
}

type reference struct {
	PluginRef string   `json:"pluginRef"`
	Weight    *float64 `json:"weight,omitempty"`
}

const (
	apiVersion           = "llm-d.ai/v1alpha1"
	deprecatedAPIVersion = "inference.networking.x-k8s.io/v1alpha1"
)

// readConfiguration takes what the picker v0.10 takes, with its words for what it does not (llm-d-router
// pkg/epp/config/loader).
func readConfiguration(text []byte, types []string, told *notes) (*configuration, error) {
	c := &configuration{}
	if err := yaml.UnmarshalStrict(text, c); err != nil {
		return nil, fmt.Errorf("failed to decode configuration JSON/YAML: %w", err)
	}
	if c.Kind != "EndpointPickerConfig" || (c.APIVersion != apiVersion && c.APIVersion != deprecatedAPIVersion) {
		return nil, fmt.Errorf("failed to decode configuration JSON/YAML: no kind %q is registered for version %q; v0.10 "+
			"has EndpointPickerConfig of %s",
			c.Kind, c.APIVersion, apiVersion)
	}
	if c.APIVersion == deprecatedAPIVersion {
		told.add("apiVersion %s is deprecated in v0.10: write %s", deprecatedAPIVersion, apiVersion)
	}
	if err := c.checkPlugins(types); err != nil {
		return nil, fmt.Errorf("plugin instantiation failed: %w", err)
	}
	if err := c.checkProfiles(); err != nil {
		return nil, fmt.Errorf("configuration validation failed: scheduling profile validation failed: %w", err)
	}
	return c, nil
}

func (c *configuration) checkPlugins(types []string) error {
	names := map[string]bool{}
	for i, p := range c.Plugins {
		if p.Type == "" {
			return fmt.Errorf("plugin '%s' is missing a type", p.Name)
		}
		if p.Name == "" {
			p.Name = p.Type
			c.Plugins[i] = p
		}
		if names[p.Name] {
			return fmt.Errorf("duplicate plugin name '%s'", p.Name)
		}
		names[p.Name] = true
		if !slices.Contains(types, p.Type) {
			return fmt.Errorf("plugin type '%s' is not registered", p.Type)
		}
	}
	return nil
}

func (c *configuration) checkProfiles() error {
	names := map[string]bool{}
	for i, p := range c.SchedulingProfiles {
		if p.Name == "" {
			return fmt.Errorf("schedulingProfiles[%d] is missing a name", i)
		}
		if names[p.Name] {
			return fmt.Errorf("schedulingProfiles[%d] has duplicate name '%s'", i, p.Name)
		}
		names[p.Name] = true
		for j, r := range p.Plugins {
			if r.PluginRef == "" {
				return fmt.Errorf("schedulingProfiles[%s].plugins[%d] is missing a 'pluginRef'", p.Name, j)
			}
			if c.plugin(r.PluginRef) == nil {
				return fmt.Errorf("schedulingProfiles[%s] references undefined plugin '%s'", p.Name, r.PluginRef)
			}
		}
	}
	return nil
}

func (c *configuration) plugin(name string) *plugin {
	if i := slices.IndexFunc(c.Plugins, func(p plugin) bool { return p.Name == name }); i >= 0 {
		return &c.Plugins[i]
	}
	return nil
}

func (c *configuration) yaml() []byte {
	text, err := yaml.Marshal(c)
	if err != nil {
		// Everything in it was read from YAML or written here.
		panic(err)
	}
	return text
}
