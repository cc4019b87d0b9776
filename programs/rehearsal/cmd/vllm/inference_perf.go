package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// perfConfig is what is read of a configuration of inference-perf v0.6, written as JSON, which is YAML too. Source: its
// docs/config.md.
type perfConfig struct {
	API  struct{ Type string } `json:"api"`
	Data struct {
		Type  string
		Input struct {
			Mean int `json:"mean"`
		} `json:"input_distribution"`
		Output struct {
			Mean int `json:"mean"`
		} `json:"output_distribution"`
	} `json:"data"`
	Load struct {
		Type   string
		Stages []struct {
			Concurrency int `json:"concurrency_level"`
			Requests    int `json:"num_requests"`
		} `json:"stages"`
	} `json:"load"`
	Server struct {
		Model     string `json:"model_name"`
		BaseURL   string `json:"base_url"`
		IgnoreEOS bool   `json:"ignore_eos"`
	} `json:"server"`
	Storage struct {
		Local struct {
			Path string `json:"path"`
		} `json:"local_storage"`
	} `json:"storage"`
}

// inferencePerf runs the stages of a configuration one after the other, and reports as inference-perf does: failures do
// not change its exit code.
func inferencePerf(ctx context.Context, words []string) error {
	if len(words) != 2 || words[0] != "--config_file" {
		return refusal{2, fmt.Sprintf("inference-perf: error: only `--config_file PATH` has a stand-in, got %q", words)}
	}
	text, err := os.ReadFile(words[1])
	if err != nil {
		return err
	}
	config := perfConfig{}
	if err := json.Unmarshal(text, &config); err != nil {
		return fmt.Errorf("%s: the stand-in reads configurations that are written as JSON: %w", words[1], err)
	}
	if config.API.Type != "completion" || config.Data.Type != "random" || config.Load.Type != "concurrent" ||
		len(config.Load.Stages) == 0 {
		return refusal{1, "inference-perf: only completions of random data with stages of concurrent load have a stand-in"}
	}
	load := load{url: config.Server.BaseURL + "/v1/completions", model: config.Server.Model,
		ignoreEOS: config.Server.IgnoreEOS}
	all := []answer{}
	began := time.Now()
	for number, stage := range config.Load.Stages {
		started := time.Now()
		answers := load.sendAll(ctx, randomPrompts(started.UnixNano(), stage.Requests, config.Data.Input.Mean),
			config.Data.Output.Mean, stage.Concurrency)
		all = append(all, answers...)
		report := summarize(answers, time.Since(started), started).lifecycle(stage.Concurrency)
		if err := writeReport(config.Storage.Local.Path, fmt.Sprintf("stage_%d_lifecycle_metrics.json", number),
			report); err != nil {
			return err
		}
	}
	summary := summarize(all, time.Since(began), began).lifecycle(config.Load.Stages[0].Concurrency)
	written, _ := json.MarshalIndent(summary, "", "  ")
	fmt.Printf("=== START_SUMMARY ===\n%s\n=== END_SUMMARY ===\n", written)
	return writeReport(config.Storage.Local.Path, "summary_lifecycle_metrics.json", summary)
}

func writeReport(folder, name string, report object) error {
	if folder == "" {
		return nil
	}
	text, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, name), text, 0o644)
}

// lifecycle has the fields of inference-perf's reports; times are in seconds.
func (r benchResult) lifecycle(concurrency int) object {
	latency := object{}
	for name, values := range map[string][]float64{
		"request_latency": r.latency, "time_to_first_token": r.ttft, "time_per_output_token": r.tpot,
		"inter_token_latency": r.itl,
	} {
		s := distribution(values)
		latency[name] = object{"mean": s.mean, "median": s.median, "p99": s.p99}
	}
	return marked(object{
		"load_summary": object{"count": r.completed + r.failed, "concurrency": concurrency, "send_duration": r.duration},
		"successes": object{
			"count": r.completed, "latency": latency,
			"throughput": object{
				"input_tokens_per_sec": r.perSecond(r.inputTokens), "output_tokens_per_sec": r.perSecond(r.outputTokens),
				"total_tokens_per_sec": r.perSecond(r.inputTokens + r.outputTokens), "requests_per_sec": r.perSecond(r.completed),
			},
		},
		"failures": object{"count": r.failed},
	})
}
