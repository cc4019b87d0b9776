package main

import (
	"context"
	"io"
	"os"
)

// untilInputCloses ends with its parent: the kernel closes a pipe when the process at its other end dies,
// however that process died, and on every operating system alike.
func untilInputCloses(parent context.Context) context.Context {
	ctx, cancel := context.WithCancel(parent)
	go func() {
		io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	return ctx
}
