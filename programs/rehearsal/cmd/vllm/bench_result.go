package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// benchResult is what a load was measured to do. Times are in seconds.
type benchResult struct {
	began                     time.Time
	duration                  float64
	completed, failed         int
	inputTokens, outputTokens int
	// peakTokens is the most tokens that came within one second.
	peakTokens               int
	ttft, tpot, itl, latency []float64
	// requests are the times of each request that was completed, in milliseconds, by metric.
	requests []map[string]float64
}

func summarize(answers []answer, duration time.Duration, began time.Time) benchResult {
	r := benchResult{began: began, duration: duration.Seconds()}
	perSecond := map[int]int{}
	for _, a := range answers {
		if a.failure != "" {
			r.failed++
			continue
		}
		r.completed++
		r.inputTokens += a.promptTokens
		r.outputTokens += len(a.tokens)
		first, last := a.tokens[0], a.tokens[len(a.tokens)-1]
		r.ttft = append(r.ttft, first.Sub(a.began).Seconds())
		r.latency = append(r.latency, last.Sub(a.began).Seconds())
		// vLLM counts an answer of one token as one that took no time for the next.
		perToken := 0.0
		if len(a.tokens) > 1 {
			perToken = last.Sub(first).Seconds() / float64(len(a.tokens)-1)
			r.tpot = append(r.tpot, perToken)
		}
		r.requests = append(r.requests, map[string]float64{"ttft": first.Sub(a.began).Seconds() * 1000,
			"tpot": perToken * 1000, "e2el": last.Sub(a.began).Seconds() * 1000})
		for i, at := range a.tokens {
			perSecond[int(at.Sub(began).Seconds())]++
			if i > 0 {
				r.itl = append(r.itl, at.Sub(a.tokens[i-1]).Seconds())
			}
		}
	}
	for _, count := range perSecond {
		r.peakTokens = max(r.peakTokens, count)
	}
	return r
}

func (r benchResult) perSecond(count int) float64 { return float64(count) / r.duration }

// metrics are those with a distribution, by the name that vLLM gives them.
func (r benchResult) metrics() map[string][]float64 {
	return map[string][]float64{"ttft": r.ttft, "tpot": r.tpot, "itl": r.itl, "e2el": r.latency}
}

// fields are those of the file that --save-result writes; `failed` came after 0.11.
func (r benchResult) fields(v *vocabulary, b *benchmark) object {
	fields := object{
		"date": r.began.Format("20060102-150405"), "endpoint_type": b.backend, "backend": b.backend, "label": nil,
		"model_id": b.model, "tokenizer_id": b.tokenizer,
		"num_prompts": b.prompts, "request_rate": "inf", "burstiness": 1.0, "max_concurrency": b.concurrency,
		"duration": r.duration, "completed": r.completed,
		"total_input_tokens": r.inputTokens, "total_output_tokens": r.outputTokens,
		"request_throughput":      r.perSecond(r.completed),
		"output_throughput":       r.perSecond(r.outputTokens),
		"total_token_throughput":  r.perSecond(r.inputTokens + r.outputTokens),
		"max_output_tokens_per_s": r.peakTokens, "max_concurrent_requests": b.concurrency,
	}
	if v.since(12) {
		fields["failed"] = r.failed
	}
	if b.goodput != nil {
		fields["request_goodput"] = r.perSecond(r.good(b.goodput))
	}
	for key, value := range b.metadata {
		fields[key] = value
	}
	for _, name := range b.percentileMetrics {
		values := distribution(r.metrics()[name])
		for statistic, value := range map[string]float64{"mean": values.mean, "median": values.median, "std": values.std,
			"p99": values.p99} {
			fields[statistic+"_"+name+"_ms"] = value * 1000
		}
	}
	return marked(fields)
}

// good counts the requests that were as fast as all of these ask for.
func (r benchResult) good(goodput map[string]float64) int {
	count := 0
	for _, request := range r.requests {
		isGood := true
		for name, most := range goodput {
			isGood = isGood && request[name] <= most
		}
		if isGood {
			count++
		}
	}
	return count
}

func (r benchResult) text(b *benchmark) string {
	text := &strings.Builder{}
	fmt.Fprintf(text, "============ Serving Benchmark Result ============\n%s\n", standInNotice)
	line := func(name string, value any) { fmt.Fprintf(text, "%-40s %-10v\n", name, value) }
	line("Successful requests:", r.completed)
	line("Failed requests:", r.failed)
	line("Maximum request concurrency:", b.concurrency)
	line("Benchmark duration (s):", fmt.Sprintf("%.2f", r.duration))
	line("Total input tokens:", r.inputTokens)
	line("Total generated tokens:", r.outputTokens)
	line("Output token throughput (tok/s):", fmt.Sprintf("%.2f", r.perSecond(r.outputTokens)))
	for _, name := range b.percentileMetrics {
		values := distribution(r.metrics()[name])
		line(fmt.Sprintf("Mean %s (ms):", strings.ToUpper(name)), fmt.Sprintf("%.2f", values.mean*1000))
		line(fmt.Sprintf("P99 %s (ms):", strings.ToUpper(name)), fmt.Sprintf("%.2f", values.p99*1000))
	}
	fmt.Fprintf(text, "==================================================\n")
	return text.String()
}

type statistics struct{ mean, median, std, p99 float64 }

// distribution is all zeros of no values, as numpy's of an empty list is in vLLM.
func distribution(values []float64) statistics {
	if len(values) == 0 {
		return statistics{}
	}
	sorted := slices.Sorted(slices.Values(values))
	sum, squares := 0.0, 0.0
	for _, value := range sorted {
		sum += value
	}
	mean := sum / float64(len(sorted))
	for _, value := range sorted {
		squares += (value - mean) * (value - mean)
	}
	return statistics{mean, percentile(sorted, 50), math.Sqrt(squares / float64(len(sorted))), percentile(sorted, 99)}
}

// percentile lies between its neighbours, as numpy's does.
func percentile(sorted []float64, percent float64) float64 {
	position := percent / 100 * float64(len(sorted)-1)
	below := int(position)
	above := min(below+1, len(sorted)-1)
	return sorted[below] + (sorted[above]-sorted[below])*(position-float64(below))
}
