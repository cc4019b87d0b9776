package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
)

// vocabulary is the vLLM to play. Whoever starts the program has it already, so it is not written here again.
type vocabulary struct {
	// Version is a release, as 0.11.0.
	Version string `json:"version"`
	// Flags are the long flags, with leading dashes and without the `--no-` forms of switches.
	Flags []string `json:"flags"`
	// SideChannelPort is where NIXL listens unless VLLM_NIXL_SIDE_CHANNEL_PORT says otherwise.
	SideChannelPort int `json:"sideChannelPort"`
	// Models by name. Of a model that is absent nothing is refused.
	Models map[string]*model `json:"models"`

	major, minor int
}

func readVocabulary(path string) (*vocabulary, error) {
	const name = "REHEARSAL_VLLM_FLAGS"
	if path == "" {
		return nil, fmt.Errorf(`%s is not set: it must name a JSON file such as `+
			`{"version": "0.11.0", "flags": ["--port"], "sideChannelPort": 5557}`, name)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	v := &vocabulary{}
	if err := json.Unmarshal(text, v); err != nil {
		return nil, fmt.Errorf("%s=%s: %w", name, path, err)
	}
	if _, err := fmt.Sscanf(v.Version, "%d.%d", &v.major, &v.minor); err != nil {
		return nil, fmt.Errorf("%s=%s: version must be a release such as 0.11.0, got %q", name, path, v.Version)
	}
	if len(v.Flags) == 0 || v.SideChannelPort == 0 {
		return nil, fmt.Errorf("%s=%s: flags and sideChannelPort must be given and not empty", name, path)
	}
	return v, nil
}

// since is whether the version is 0.minor or newer.
func (v *vocabulary) since(minor int) bool {
	return v.major > 0 || v.minor >= minor
}

func (v *vocabulary) has(flag string) bool {
	return slices.Contains(v.Flags, flag)
}

// model says what vLLM reads in the files of a model.
type model struct {
	// MaxContext is the longest context, in tokens.
	MaxContext int `json:"maxContext"`
	// Heads are the query heads.
	Heads int `json:"heads"`
	// Experts is nil for a dense model.
	Experts *experts `json:"experts"`
	// Native is how the weights are stored: fp8 is in blocks of 128 × 128.
	Native string `json:"native"`
}

type experts struct {
	Intermediate int `json:"intermediate"`
}

// model is nil for one that nothing is known of.
func (v *vocabulary) model(name string) *model {
	return v.Models[strings.TrimSuffix(name, "/")]
}
