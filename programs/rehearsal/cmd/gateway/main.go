// Command gateway plays Istio's gateway controller for an inference gateway: it reads Gateways, HTTPRoutes and
// InferencePools of an API server, lets it run an Envoy for each Gateway, configures these, and reports status as Istio
// does.
//
// It says one line of JSON on standard output when everything is synced, everything else on standard error, and runs
// for as long as its standard input stays open.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"cdk8s-llm-d/rehearsal/internal/program"
)

func main() {
	program.Attached("gateway", run)
}

func run(ctx context.Context) error {
	options, err := parseOptions(os.Args[1:])
	if err != nil {
		return err
	}
	discovery := newDiscovery()
	controller, err := newController(options, discovery)
	if err != nil {
		return err
	}
	failed := make(chan error, 2)
	go func() { failed <- discovery.serve(ctx, options.listen) }()
	go func() { failed <- controller.run(ctx, program.Ready) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return nil
	}
}

type options struct {
	kubeconfig string
	listen     string
	advertise  string
	poolGroup  string
	class      string
	image      string
}

func parseOptions(arguments []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("gateway", flag.ContinueOnError)
	flags.StringVar(&o.kubeconfig, "kubeconfig", "", "kubeconfig `file` of the API server")
	flags.StringVar(&o.listen, "listen", "127.0.0.1:0", "`address` of the configuration discovery server")
	flags.StringVar(&o.advertise, "advertise", "",
		"`address` at which the Envoys reach the discovery server (default: that of --listen)")
	flags.StringVar(&o.poolGroup, "inference-pool-group", "inference.networking.k8s.io",
		"the one API `group` in which InferencePools are read")
	flags.StringVar(&o.class, "gateway-class", "istio", "`name` of the GatewayClass")
	flags.StringVar(&o.image, "image", "docker.io/istio/proxyv2:1.27.3", "image of the Envoys")
	if err := flags.Parse(arguments); err != nil {
		return o, err
	}
	if o.advertise == "" {
		o.advertise = o.listen
	}
	if _, known := poolForms[o.poolGroup]; !known {
		return o, fmt.Errorf("no InferencePool is known in the group %q", o.poolGroup)
	}
	return o, nil
}
