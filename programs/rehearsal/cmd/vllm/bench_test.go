package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// runBench returns the result file's fields, or what the program said.
func runBench(t *testing.T, version, url string, flags ...string) (object, process, error) {
	t.Helper()
	folder := t.TempDir()
	words := []string{"vllm", "bench", "serve", "--base-url=" + url, "--model=" + testModel, "--random-input-len=50",
		"--random-output-len=5", "--num-prompts=6",
		"--max-concurrency=3", "--ignore-eos", "--save-result", "--result-dir=" + folder, "--result-filename=result.json",
		"--metadata", "digest=abc"}
	p := command(t, version, nil, append(words, flags...)...)
	err := p.Run()
	result := object{}
	if text, failed := os.ReadFile(filepath.Join(folder, "result.json")); failed == nil {
		if err := json.Unmarshal(text, &result); err != nil {
			t.Fatal(err)
		}
	}
	return result, p, err
}

func TestBenchMeasuresAnEngine(t *testing.T) {
	engine := startProcess(t, "0.11.0", "127.0.0.1", nil)
	result, p, err := runBench(t, "0.11.0", engine.url, "--percentile-metrics=ttft,tpot,e2el", "--goodput",
		"ttft:60000", "tpot:60000")
	if err != nil {
		t.Fatal(err, p.stderr)
	}
	if result["request_goodput"] != result["request_throughput"] {
		t.Errorf("the goodput is %v, the throughput %v", result["request_goodput"], result["request_throughput"])
	}
	for name, wanted := range map[string]any{"completed": 6.0, "num_prompts": 6.0, "total_input_tokens": 300.0,
		"total_output_tokens": 30.0, "request_rate": "inf", "digest": "abc", "max_concurrency": 3.0} {
		if result[name] != wanted {
			t.Errorf("%s is %v, wanted %v", name, result[name], wanted)
		}
	}
	drawn := p.stderr.String()
	if !strings.Contains(drawn, "\r 16%|█         | 1/6 [") || !strings.Contains(drawn, "| 6/6 [") {
		t.Error("no bar as tqdm draws it:", drawn)
	}
	if _, has := result["failed"]; has {
		t.Error("`failed` came after 0.11")
	}
	ttft, latency := result["mean_ttft_ms"].(float64), result["mean_e2el_ms"].(float64)
	if ttft <= 0 || latency <= ttft || result["mean_tpot_ms"].(float64) <= 0 || result["mean_itl_ms"] != nil {
		t.Error(result)
	}
}

func TestBenchOfAnEngineThatFailsEndsWell(t *testing.T) {
	engine := startProcess(t, "0.27.1", "127.0.0.1", nil)
	asked := atomic.Int32{}
	flaky := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == 4 {
			http.Error(w, "no", http.StatusBadGateway)
			return
		}
		http.Redirect(w, r, engine.url+r.URL.Path, http.StatusTemporaryRedirect)
	}))
	defer flaky.Close()
	result, p, err := runBench(t, "0.27.1", flaky.URL, "--num-warmups=1")
	if err != nil || result["completed"] != 5.0 || result["failed"] != 1.0 {
		t.Error(err, result, p.stderr)
	}
}

func TestBenchEndsBadlyWhereTheFirstRequestFails(t *testing.T) {
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "no healthy upstream", http.StatusServiceUnavailable)
	}))
	defer refusing.Close()
	result, p, err := runBench(t, "0.11.0", refusing.URL)
	if err == nil || p.ProcessState.ExitCode() != 1 || len(result) > 0 ||
		!strings.Contains(p.stderr.String(), "Initial test run failed") {
		t.Error(err, result, p.stderr)
	}
}

func TestPromptsAreThoseOfTheSeed(t *testing.T) {
	first, same, other := randomPrompts(1, 2, 10), randomPrompts(1, 2, 10), randomPrompts(2, 2, 10)
	if first[0] != same[0] || first[0] == first[1] || first[0] == other[0] || len(strings.Fields(first[0])) != 10 {
		t.Error(first, same, other)
	}
}

func TestPercentilesLieBetweenTheirNeighbours(t *testing.T) {
	got := distribution([]float64{4, 1, 3, 2})
	if fmt.Sprintf("%.3f %.3f %.3f %.3f", got.mean, got.median, got.std, got.p99) != "2.500 2.500 1.118 3.970" {
		t.Error(got)
	}
}

func TestInferencePerfReportsItsStages(t *testing.T) {
	engine := startProcess(t, "0.11.0", "127.0.0.1", nil)
	folder := t.TempDir()
	config := fmt.Sprintf(`{"api": {"type": "completion", "streaming": true},
		"data": {"type": "random", "input_distribution": {"mean": 20}, "output_distribution": {"mean": 4}},
		"load": {"type": "concurrent", "stages": [{"concurrency_level": 2, "num_requests": 4},
		{"concurrency_level": 4, "num_requests": 4}]},
		"server": {"type": "vllm", "model_name": %q, "base_url": %q, "ignore_eos": true},
		"storage": {"local_storage": {"path": %q}}}`, testModel, engine.url, folder)
	file := filepath.Join(t.TempDir(), "config.yml")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	p := command(t, "0.11.0", nil, "inference-perf", "--config_file", file)
	if err := p.Run(); err != nil {
		t.Fatal(err, p.stderr)
	}
	report := struct {
		Successes struct {
			Count      int
			Throughput struct {
				Output float64 `json:"output_tokens_per_sec"`
			}
		}
		Failures struct{ Count int }
	}{}
	for name, count := range map[string]int{"stage_0_lifecycle_metrics.json": 4, "stage_1_lifecycle_metrics.json": 4,
		"summary_lifecycle_metrics.json": 8} {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil || json.Unmarshal(text, &report) != nil || report.Successes.Count != count ||
			report.Failures.Count != 0 || report.Successes.Throughput.Output <= 0 {
			t.Error(name, err, string(text))
		}
	}
}
