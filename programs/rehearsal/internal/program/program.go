// Package program has what the programs of a rehearsal have in common as processes.
package program

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Main runs a program until it ends or is told to end. An error is a line on standard error and the exit code 1.
func Main(name string, run func(ctx context.Context) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}

// Attached is Main for a program that also ends with its parent: the kernel closes a pipe when the process at its
// other end dies, however it died.
func Attached(name string, run func(ctx context.Context) error) {
	Main(name, func(parent context.Context) error {
		ctx, cancel := context.WithCancel(parent)
		defer cancel()
		go func() {
			io.Copy(io.Discard, os.Stdin)
			cancel()
		}()
		return run(ctx)
	})
}

// Ready tells whoever started the program that it does its work.
func Ready() {
	fmt.Println(`{"ready":true}`)
}
