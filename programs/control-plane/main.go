// Command control-plane runs a Kubernetes control plane without nodes: etcd, API server, controller manager and
// scheduler, on free loopback ports, for as long as its standard input stays open.
//
// It says one line of JSON on standard output when everything runs, and everything else on standard error.
// The same binary is each component of its own (control-plane kube-apiserver ...) and the kubectl of that version.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) > 1 {
		if command, known := components[os.Args[1]]; known {
			runComponent(command, os.Args[2:])
			return
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx = untilInputCloses(ctx)
	// Whoever ends the test during the start is not told that the start has failed.
	if err := run(ctx); err != nil && ctx.Err() == nil {
		fmt.Fprintf(os.Stderr, "control-plane: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	began := time.Now()
	options, err := parseOptions(os.Args[1:])
	if err != nil {
		return err
	}
	folder, err := openFolder(options.dir)
	if err != nil {
		return err
	}
	defer folder.remove()

	plane, err := start(ctx, options, folder)
	if plane != nil {
		defer plane.stop()
	}
	if err != nil {
		return err
	}
	if err := plane.waitUntilReady(ctx); err != nil {
		return err
	}
	if err := json.NewEncoder(os.Stdout).Encode(plane.report(began)); err != nil {
		return err
	}
	return plane.wait(ctx)
}
