// Command vllm stands in for vLLM on a machine without GPUs. It takes the flags of one version of vLLM, refuses what
// that version refuses, serves its API, and hands KV cache over to other engines as it does. The tokens are filler, and
// only take their time.
//
//	vllm serve MODEL FLAGS...
//	vllm bench serve FLAGS...
//	sleep SECONDS
//	nvidia-smi QUERY
//	inference-perf --config_file PATH
//
// Called `sleep` it sleeps: the images that it stands for have that program, and preStop hooks call it. The load
// generators measure what there is to measure and mark it as a stand-in's, and `nvidia-smi` tells what its engine
// tells. It says one line of JSON on standard output when it listens, everything else on standard error, and ends with
// SIGTERM.
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
	switch filepath.Base(words[0]) {
	case "sleep":
		return sleep(ctx, words[1:])
	case "nvidia-smi":
		return nvidiaSmi(words[1:])
	case "inference-perf":
		return inferencePerf(ctx, words[1:])
	}
	switch {
	case len(words) > 1 && words[1] == "serve":
		return serve(ctx, words[2:])
	case len(words) > 2 && words[1] == "bench" && words[2] == "serve":
		return bench(ctx, words[3:])
	}
	return refusal{2, fmt.Sprintf("vllm: error: only `vllm serve MODEL` and `vllm bench serve` have a stand-in, got %q",
		words)}
}
