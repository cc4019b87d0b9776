package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

// smiQuery is the one question that is asked of it.
const smiQuery = "--query-gpu=index,name,utilization.gpu,memory.used,memory.total --format=csv,noheader,nounits"

// A GPU that nobody takes for one, with the memory of an H100.
const (
	smiProduct  = "stand-in (no GPU)"
	smiTotalMiB = 81559
)

// nvidiaSmi says of each GPU of the container what its engine lets one think: busy while it has requests, filled while
// it answers.
func nvidiaSmi(words []string) error {
	if strings.Join(words, " ") != smiQuery {
		return refusal{2, fmt.Sprintf("nvidia-smi: only `nvidia-smi %s` has a stand-in, got %q", smiQuery, words)}
	}
	g, err := readGPUs()
	if err != nil {
		return refusal{9, "No devices were found"}
	}
	running, answers := runningRequests()
	used, utilization := 0, 0
	if answers {
		used = smiTotalMiB * 9 / 10
	}
	if running {
		utilization = 100
	}
	for index := range g.count {
		fmt.Fprintf(os.Stdout, "%d, %s, %d, %d, %d\n", index, smiProduct, utilization, used, smiTotalMiB)
	}
	return nil
}

// runningRequests asks the engine of this container, on the port of either role.
func runningRequests() (running, answers bool) {
	client := http.Client{Timeout: time.Second}
	for _, port := range []string{"8000", "8200"} {
		response, err := client.Get("http://127.0.0.1:" + port + "/metrics")
		if err != nil {
			continue
		}
		text, _ := io.ReadAll(response.Body)
		response.Body.Close()
		for line := range strings.Lines(string(text)) {
			if strings.HasPrefix(line, "vllm:num_requests_running{") {
				return !strings.HasSuffix(strings.TrimSpace(line), " 0"), true
			}
		}
	}
	return false, false
}
