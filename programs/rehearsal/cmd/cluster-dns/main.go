// Command cluster-dns answers for the names of Services, as the DNS of a cluster does. It runs as a pod, and knows no
// names outside.
//
// It says one line of JSON on standard output when it answers, everything else on standard error. Port 8181 answers
// /ready with 200 from then on.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/miekg/dns"

	"cdk8s-llm-d/rehearsal/internal/program"
)

func main() {
	program.Main("cluster-dns", run)
}

func run(ctx context.Context) error {
	options, err := parseOptions(os.Args[1:])
	if err != nil {
		return err
	}
	failed := make(chan error, 3)
	var ready readiness
	go func() { failed <- ready.serve(readinessAddress) }()
	zone, err := watchZone(ctx, options)
	if err != nil {
		return err
	}
	server, err := listen(options.listen, zone)
	if err != nil {
		return err
	}
	server.serve(failed)
	ready.set()
	program.Ready()
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
	domain     string
}

func parseOptions(arguments []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("cluster-dns", flag.ContinueOnError)
	flags.StringVar(&o.kubeconfig, "kubeconfig", "",
		"kubeconfig `file` of the API server (default: the pod's service account)")
	flags.StringVar(&o.listen, "listen", ":53", "`address` to answer at, UDP and TCP")
	domain := flags.String("domain", "cluster.local", "`domain` of the cluster")
	if err := flags.Parse(arguments); err != nil {
		return o, err
	}
	if _, valid := dns.IsDomainName(*domain); !valid || strings.Trim(*domain, ".") == "" {
		return o, fmt.Errorf("--domain must be a domain such as cluster.local, got %q", *domain)
	}
	o.domain = dns.CanonicalName(*domain)
	return o, nil
}
