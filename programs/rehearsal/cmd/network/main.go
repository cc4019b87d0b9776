// Command network plays the network of a test cluster whose pods have a network namespace each, joined to that of this
// process: addresses of Services lead to their endpoints, and network policies decide which packets pass. It writes one
// nftables table.
//
// It says one line of JSON on standard output when the table is written, everything else on standard error, one line of
// JSON for each connection that a policy refused, and runs for as long as its standard input stays open. It must be run
// in a sandbox: the table stays.
package main

import (
	"context"
	"flag"
	"fmt"
	"net/netip"
	"os"

	"cdk8s-llm-d/rehearsal/internal/program"
)

func main() {
	program.Attached("network", run)
}

func run(ctx context.Context) error {
	options, err := parseOptions(os.Args[1:])
	if err != nil {
		return err
	}
	if err := routeServices(options.services); err != nil {
		return err
	}
	table, err := createTable()
	if err != nil {
		return err
	}
	watch, err := newWatch(options.kubeconfig)
	if err != nil {
		return err
	}
	return watch.run(ctx, table, program.Ready)
}

type options struct {
	kubeconfig string
	services   netip.Prefix
}

func parseOptions(arguments []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("network", flag.ContinueOnError)
	flags.StringVar(&o.kubeconfig, "kubeconfig", "", "kubeconfig `file` of the API server")
	services := flags.String("service-cidr", "198.18.0.0/16", "`range` of the addresses of Services")
	if err := flags.Parse(arguments); err != nil {
		return o, err
	}
	if o.kubeconfig == "" {
		return o, fmt.Errorf("--kubeconfig is missing: name the kubeconfig file of the API server")
	}
	var err error
	if o.services, err = netip.ParsePrefix(*services); err != nil || !o.services.Addr().Is4() {
		return o, fmt.Errorf("--service-cidr must be an IPv4 range such as 198.18.0.0/16, got %q", *services)
	}
	return o, nil
}
