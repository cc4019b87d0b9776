package main

import (
	"encoding/json"
	"fmt"
	"os"
)

// vocabulary is what the images of v0.10 understand. Whoever starts the stand-in has it already, so it is not written
// here again.
type vocabulary struct {
	Picker  pickerVocabulary  `json:"picker"`
	Sidecar sidecarVocabulary `json:"sidecar"`
}

type pickerVocabulary struct {
	// Flags by name, with or without leading dashes.
	Flags []string `json:"flags"`
	// Plugins are the types that a configuration may name.
	Plugins []string `json:"plugins"`
}

type sidecarVocabulary struct {
	Flags []string `json:"flags"`
}

func readVocabulary(path, kind string) (vocabulary, error) {
	var v vocabulary
	text, err := os.ReadFile(path)
	if err != nil {
		return v, fmt.Errorf("--vocabulary: %w", err)
	}
	if err := json.Unmarshal(text, &v); err != nil {
		return v, fmt.Errorf("--vocabulary %s: %w", path, err)
	}
	if kind == "picker" && (len(v.Picker.Flags) == 0 || len(v.Picker.Plugins) == 0) {
		return v, fmt.Errorf(`--vocabulary %s: needs {"picker": {"flags": [...], "plugins": [...]}}, not empty`, path)
	}
	if kind == "sidecar" && len(v.Sidecar.Flags) == 0 {
		return v, fmt.Errorf(`--vocabulary %s: needs {"sidecar": {"flags": [...]}}, not empty`, path)
	}
	return v, nil
}
