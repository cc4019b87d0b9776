package main

import (
	"math"
	"time"

	"k8s.io/component-base/version"
)

// Report is the line that tells a test how to reach the control plane.
type Report struct {
	Ready      bool    `json:"ready"`
	Kubeconfig string  `json:"kubeconfig"`
	Server     string  `json:"server"`
	Version    string  `json:"version"`
	Dir        string  `json:"dir"`
	Seconds    float64 `json:"seconds"`
}

func (p *plane) report(began time.Time) Report {
	return Report{
		Ready:      true,
		Kubeconfig: p.folder.path("admin.kubeconfig"),
		Server:     p.server,
		Version:    version.Get().GitVersion,
		Dir:        p.folder.root,
		Seconds:    math.Round(time.Since(began).Seconds()*100) / 100,
	}
}
