package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
)

// image is what this machine runs for a container image.
type image struct {
	// Reference is the repository and tag.
	Reference string `json:"image"`
	// Entrypoint is what runs when a container has no command.
	Entrypoint []string `json:"entrypoint"`
	// Files are programs of this machine by their path in the container.
	Files map[string]string `json:"files"`
	// Folders of this machine that its programs need, by their path in the container.
	Folders map[string]string `json:"folders"`
	// Scratch are folders that can be written although the root file system may not.
	Scratch []string `json:"scratch"`
	// Env is set beside what the pod sets.
	Env map[string]string `json:"env"`
	// User is who the image runs as unless the pod says otherwise.
	User int64 `json:"user"`
	// GPUEnv is the variable that tells the program how many GPUs its container has.
	GPUEnv string `json:"gpuEnv"`
}

type imageTable []image

func readImages(path string) (imageTable, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("--images: %w", err)
	}
	var table imageTable
	if err := json.Unmarshal(text, &table); err != nil {
		return nil, fmt.Errorf("--images %s: %w", path, err)
	}
	return table, nil
}

// find takes references with a digest for those without.
func (t imageTable) find(reference string) (*image, error) {
	tagged, _, _ := strings.Cut(reference, "@")
	index := slices.IndexFunc(t, func(i image) bool { return i.Reference == tagged })
	if index < 0 {
		known := []string{}
		for _, image := range t {
			known = append(known, image.Reference)
		}
		return nil, fmt.Errorf("failed to pull and unpack image %q: not found; there are programs for %s", reference,
			strings.Join(known, ", "))
	}
	return &t[index], nil
}
