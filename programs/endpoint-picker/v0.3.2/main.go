// Command endpoint-picker is llm-d's endpoint picker v0.3.2 built without cgo: the same runner, flags and plugins,
// but for the one scorer that embeds a tokenizer.
package main

import (
	"os"

	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/gateway-api-inference-extension/cmd/epp/runner"
)

func main() {
	registerPlugins()
	if err := runner.NewRunner().Run(ctrl.SetupSignalHandler()); err != nil {
		os.Exit(1)
	}
}
