// Command endpoint-picker is llm-d's endpoint picker v0.4.0 built without cgo: the same runner, flags and plugins,
// but for the one scorer that embeds a tokenizer.
package main

import (
	"os"

	"github.com/llm-d/llm-d-inference-scheduler/pkg/metrics"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/gateway-api-inference-extension/cmd/epp/runner"
)

func main() {
	registerPlugins()
	picker := runner.NewRunner().WithCustomCollectors(metrics.GetCollectors()...)
	if err := picker.Run(ctrl.SetupSignalHandler()); err != nil {
		os.Exit(1)
	}
}
