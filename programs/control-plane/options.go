package main

import (
	"fmt"
	"net"
	"time"

	"github.com/spf13/pflag"
)

// options are what a test may choose; everything else has one right value here.
type options struct {
	dir              string
	address          net.IP
	port             int
	admissionPlugins string
	featureGates     string
	runtimeConfig    string
	clusterDomain    string
	timeout          time.Duration
	verbosity        int
	nodes            int
	kubelets         bool
	nodeResources    map[string]string
}

func parseOptions(args []string) (options, error) {
	var o options
	flags := pflag.NewFlagSet("control-plane", pflag.ExitOnError)
	flags.StringVar(&o.dir, "dir", "",
		"folder for keys, data and logs, made if missing and emptied at exit (default: a fresh temporary one)")
	flags.IPVar(&o.address, "address", net.IPv4(127, 0, 0, 1),
		"address of the API server; with one that pods can reach, the `kubernetes` Service has an endpoint")
	flags.IntVar(&o.port, "port", 0, "port of the API server (default: any free one)")
	flags.StringVar(&o.admissionPlugins, "enable-admission-plugins", "NodeRestriction",
		"admission plugins in addition to the API server's own, which include PodSecurity and ServiceAccount")
	flags.StringVar(&o.featureGates, "feature-gates", "", "feature gates of all components, Name=true|false,...")
	flags.StringVar(&o.runtimeConfig, "runtime-config", "", "APIs to turn on or off, group/version=true|false,...")
	flags.StringVar(&o.clusterDomain, "cluster-domain", "cluster.local",
		"DNS domain of services, part of the token issuer's name")
	flags.DurationVar(&o.timeout, "timeout", 60*time.Second, "how long the start may take")
	flags.IntVar(&o.verbosity, "v", 1, "log level of the components")
	flags.IntVar(&o.nodes, "nodes", 0,
		"nodes to register; with any, claims get a volume")
	flags.BoolVar(&o.kubelets, "kubelets", true,
		"play the kubelets of the nodes: pods that are placed become ready at once, deleted ones go; without, the nodes "+
			"are lost after the seconds of Kubernetes unless others renew their leases")
	flags.StringToStringVar(&o.nodeResources, "node-resources", map[string]string{"nvidia.com/gpu": "8"},
		"extended resources of each node, name=amount,...")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("takes no arguments, got %q; a component's name must come first", flags.Args())
	}
	return o, nil
}
