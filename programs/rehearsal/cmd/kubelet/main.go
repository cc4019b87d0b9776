// Command kubelet runs the pods of a test cluster on this machine: each in a network namespace of its own, its
// containers as processes in namespaces of their own, from a table that says which program an image is. It plays the
// kubelets of all nodes.
//
// It says one line of JSON on standard output when it takes pods, everything else on standard error, and runs for as
// long as its standard input stays open. It must be run in a sandbox: it never cleans namespaces up that end with it.
package main

import (
	"flag"
	"fmt"
	"os"

	"cdk8s-llm-d/rehearsal/internal/program"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == initName {
		fmt.Fprintf(os.Stderr, "kubelet: container: %v\n", runInit())
		os.Exit(startFailed)
	}
	if len(os.Args) > 1 && os.Args[1] == joinName {
		runJoined()
		os.Exit(startFailed)
	}
	program.Attached("kubelet", run)
}

type options struct {
	kubeconfig string
	images     string
	root       string
	address    string
	dns        string
	timeScale  float64
}

func parseOptions(arguments []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("kubelet", flag.ContinueOnError)
	flags.StringVar(&o.kubeconfig, "kubeconfig", "", "kubeconfig `file` of the API server")
	flags.StringVar(&o.images, "images", "", "JSON `file`: which program each image is")
	flags.StringVar(&o.root, "root", "/run/rehearsal", "`folder` for volumes, root file systems and logs")
	flags.StringVar(&o.address, "address", "198.19.0.1", "`address` of the nodes")
	flags.StringVar(&o.dns, "dns", "198.18.0.10", "`address` of the cluster's DNS")
	flags.Float64Var(&o.timeScale, "time-scale", 1,
		"how many times faster back-offs and grace periods pass; probes keep their time")
	if err := flags.Parse(arguments); err != nil {
		return o, err
	}
	if o.timeScale < 1 {
		return o, fmt.Errorf("--time-scale must be at least 1, got %v", o.timeScale)
	}
	return o, nil
}
