//go:build tools

// Package promtool pins Prometheus, whose own main is built unmodified.
package promtool

import _ "github.com/prometheus/prometheus/cmd/promtool"
