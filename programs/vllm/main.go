// Command vllm stands in for vLLM on a machine without GPUs. It takes the flags of one version of vLLM, refuses what that version
// refuses, serves its API, and hands KV cache over to other engines as it does. The tokens are filler, and only take their time.
//
//	vllm serve MODEL FLAGS...
//	sleep SECONDS
//
// Called `sleep` it sleeps: the images that it stands for have that program, and preStop hooks call it. It says one line of JSON on
// standard output when it listens, everything else on standard error, and ends with SIGTERM.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
)

func main() {
	// Sixteen engines share the processors of one machine, and none of them computes anything.
	runtime.GOMAXPROCS(1)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args)
	refused := refusal{}
	switch {
	case errors.As(err, &refused):
		fmt.Fprintln(os.Stderr, refused.message)
		os.Exit(refused.exitCode)
	case err != nil:
		fmt.Fprintf(os.Stderr, "vllm: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, words []string) error {
	if filepath.Base(words[0]) == "sleep" {
		return sleep(ctx, words[1:])
	}
	if len(words) < 2 || words[1] != "serve" {
		return refusal{2, fmt.Sprintf("vllm: error: only `vllm serve MODEL` has a stand-in, got %q", words)}
	}
	return serve(ctx, words[2:])
}
