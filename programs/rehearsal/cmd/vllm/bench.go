package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// bench is `vllm bench serve`: a load generator that measures. Source: vLLM 0.11.0 and 0.27.1 vllm/benchmarks/serve.py.
func bench(ctx context.Context, words []string) error {
	v, err := readVocabulary(os.Getenv("REHEARSAL_VLLM_FLAGS"))
	if err != nil {
		return err
	}
	b, err := readBenchmark(v, words)
	if err != nil {
		return err
	}
	load := load{url: b.baseURL + b.endpoint, model: b.servedModel, ignoreEOS: b.ignoreEOS}
	prompts := randomPrompts(b.seed, b.prompts, b.inputTokens)
	fmt.Println("Starting initial single prompt test run...")
	if first := load.send(ctx, prompts[0], b.outputTokens); first.failure != "" {
		return refusal{1, "ValueError: Initial test run failed - Please make sure benchmark arguments are correctly " +
			"specified. Error: " + first.failure}
	}
	for _, prompt := range randomPrompts(b.seed+1, b.warmups, b.inputTokens) {
		load.send(ctx, prompt, b.outputTokens)
	}
	load.done = func(done int) { fmt.Fprint(os.Stderr, bar(done, len(prompts))) }
	began := time.Now()
	answers := load.sendAll(ctx, prompts, b.outputTokens, b.concurrency)
	result := summarize(answers, time.Since(began), began)
	fmt.Print(result.text(b))
	if b.resultFile == "" {
		return nil
	}
	text, err := json.Marshal(result.fields(v, b))
	if err != nil {
		return err
	}
	return os.WriteFile(b.resultFile, text, 0o644)
}

// bar is the progress as tqdm draws it: over what it drew before, and a line only when all is done.
func bar(done, all int) string {
	end := ""
	if done == all {
		end = "\n"
	}
	drawn := strings.Repeat("█", done*10/all)
	return fmt.Sprintf("\r%3d%%|%-10s| %d/%d [00:00<00:00]%s", done*100/all, drawn, done, all, end)
}

// benchmark is what the command line asks for.
type benchmark struct {
	baseURL, endpoint, backend, model, servedModel, tokenizer string
	prompts, concurrency, inputTokens, outputTokens, warmups  int
	seed                                                      int64
	ignoreEOS                                                 bool
	resultFile                                                string
	percentileMetrics                                         []string
	metadata                                                  map[string]string
	// goodput has the milliseconds that a request may take, by metric; nil where none are given.
	goodput map[string]float64
}

// benchFlags are those that are read; of the others vLLM has, none is needed to play a benchmark of random prompts.
var benchFlags = []string{
	"--backend", "--base-url", "--host", "--port", "--endpoint", "--model", "--served-model-name", "--tokenizer",
	"--dataset-name", "--random-input-len",
	"--random-output-len", "--random-range-ratio", "--num-prompts", "--max-concurrency", "--request-rate", "--ignore-eos",
	"--seed", "--save-result",
	"--result-dir", "--result-filename", "--percentile-metrics", "--metric-percentiles", "--metadata",
	"--ready-check-timeout-sec",
}

func readBenchmark(v *vocabulary, words []string) (*benchmark, error) {
	known := *v
	known.Flags = benchFlags
	if v.since(12) {
		known.Flags = append(known.Flags, "--num-warmups")
	}
	words, goodput, err := goodputWords(words)
	if err != nil {
		return nil, err
	}
	words, switches, metadata := benchWords(words)
	a, err := parseArguments(&known, words)
	if err != nil {
		return nil, err
	}
	b := &benchmark{
		backend: a.text("--backend", "openai"), endpoint: a.text("--endpoint", "/v1/completions"),
		model:     a.text("--model", ""),
		ignoreEOS: switches["--ignore-eos"], metadata: metadata, goodput: goodput,
		percentileMetrics: strings.Split(a.text("--percentile-metrics", "ttft,tpot,itl"), ","),
		baseURL:           a.text("--base-url", "http://"+a.text("--host", "127.0.0.1")+":"+a.text("--port", "8000")),
	}
	if b.model == "" {
		return nil, refusal{2, "vllm bench serve: error: the following arguments are required: --model"}
	}
	b.servedModel, b.tokenizer = a.text("--served-model-name", b.model), a.text("--tokenizer", b.model)
	if name := a.text("--dataset-name", "random"); name != "random" {
		return nil, argumentRefused("argument --dataset-name: only 'random' has a stand-in, got %s", quote(name))
	}
	if rate := a.text("--request-rate", "inf"); rate != "inf" {
		return nil, argumentRefused("argument --request-rate: only 'inf' has a stand-in, got %s", quote(rate))
	}
	seed := 0
	for _, number := range []struct {
		flag            string
		to              *int
		fallback, least int
	}{
		{"--num-prompts", &b.prompts, 1000, 1}, {"--max-concurrency", &b.concurrency, 0, 1},
		{"--random-input-len", &b.inputTokens, 1024, 1},
		{"--random-output-len", &b.outputTokens, 128, 1}, {"--num-warmups", &b.warmups, 0, 0}, {"--seed", &seed, 0, 0},
	} {
		if *number.to, err = a.number(number.flag, number.fallback, number.least); err != nil {
			return nil, err
		}
	}
	b.seed = int64(seed)
	if b.concurrency == 0 {
		b.concurrency = b.prompts
	}
	if switches["--save-result"] {
		b.resultFile = filepath.Join(a.text("--result-dir", "."), a.text("--result-filename", "result.json"))
	}
	return b, nil
}

// benchWords takes out what argparse reads otherwise than the words of `vllm serve`: switches without a verb, and the
// pairs of --metadata.
func benchWords(words []string) (rest []string, switches map[string]bool, metadata map[string]string) {
	switches, metadata = map[string]bool{}, map[string]string{}
	inMetadata := false
	for _, word := range words {
		switch key, value, isPair := strings.Cut(word, "="); {
		case word == "--ignore-eos", word == "--save-result":
			switches[word] = true
		case word == "--metadata":
			inMetadata = true
			continue
		case inMetadata && isPair && !strings.HasPrefix(word, "--"):
			metadata[key] = value
			continue
		default:
			rest = append(rest, word)
		}
		inMetadata = false
	}
	return rest, switches, metadata
}

// goodputWords takes out the pairs of --goodput, `ttft:2500 tpot:50`; vLLM refuses other metrics and negative times.
func goodputWords(words []string) (rest []string, goodput map[string]float64, err error) {
	inGoodput := false
	for _, word := range words {
		name, text, isPair := strings.Cut(word, ":")
		if word == "--goodput" {
			inGoodput, goodput = true, map[string]float64{}
			continue
		}
		if inGoodput = inGoodput && isPair && !strings.HasPrefix(word, "--"); !inGoodput {
			rest = append(rest, word)
			continue
		}
		value, failed := strconv.ParseFloat(text, 64)
		if failed != nil || value < 0 || !slices.Contains([]string{"ttft", "tpot", "e2el"}, name) {
			return nil, nil, refusal{1, fmt.Sprintf("ValueError: Invalid metric or value found, %s: %s.", name, text)}
		}
		goodput[name] = value
	}
	return rest, goodput, nil
}
