package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// gpus are those that the process can use.
type gpus struct {
	count int
	// visible is CUDA_VISIBLE_DEVICES, which vLLM repeats.
	visible string
}

func readGPUs() (gpus, error) {
	const name = "REHEARSAL_GPUS"
	g := gpus{visible: os.Getenv("CUDA_VISIBLE_DEVICES")}
	text := os.Getenv(name)
	if text == "" {
		text = "0"
	}
	count, err := strconv.Atoi(text)
	if err != nil || count < 0 {
		return g, fmt.Errorf("%s must be the number of GPUs of the container, got %q", name, text)
	}
	g.count = count
	if g.visible != "" {
		g.count = min(count, len(strings.Split(g.visible, ",")))
	}
	if g.count == 0 {
		// Source: vLLM 0.11.0 vllm/config/device.py:59.
		return g, runtimeError("Failed to infer device type, please set the environment variable " +
			"`VLLM_LOGGING_LEVEL=DEBUG` " +
			"to turn on verbose logging to help debug the issue.")
	}
	return g, nil
}
