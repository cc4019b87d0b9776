package main

import (
	"io"
	"maps"
	"slices"
	"sync"
)

// metrics counts what vLLM counts, by the names of vLLM.
type metrics struct {
	mutex            sync.Mutex
	waiting, running int
	promptTokens     int
	generationTokens int
	failedTransfers  int
	expired          int
	finished         map[string]int
	firstTokens      *histogram
	betweenTokens    *histogram
	transferSeconds  *histogram
	transferBytes    *histogram
}

// newMetrics. Sources of the buckets: vLLM 0.27.1 vllm/v1/metrics/loggers.py and nixl/stats.py.
func newMetrics() *metrics {
	return &metrics{
		finished: map[string]int{"stop": 0, "length": 0, "abort": 0},
		firstTokens: newHistogram(0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
			20, 40, 80, 160, 640, 2560),
		betweenTokens: newHistogram(0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5,
			7.5, 10, 20, 40, 80),
		transferSeconds: newHistogram(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 5),
		transferBytes:   newHistogram(1<<11, 1<<13, 1<<15, 1<<17, 1<<19, 1<<21, 1<<23, 1<<25, 1<<27, 1<<29, 1<<31, 1<<33),
	}
}

func (m *metrics) change(apply func()) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	apply()
}

// wait is for a request that has come, run for one of those that got a place.
func (m *metrics) wait() { m.change(func() { m.waiting++ }) }

func (m *metrics) run() { m.change(func() { m.waiting--; m.running++ }) }

// refuse is for a request that ends before it got a place, end for one that had one.
func (m *metrics) refuse(reason string) { m.change(func() { m.waiting--; m.finished[reason]++ }) }

func (m *metrics) end(reason string) { m.change(func() { m.running--; m.finished[reason]++ }) }

func (m *metrics) firstToken(prompt int, seconds float64) {
	m.change(func() { m.promptTokens += prompt; m.generationTokens++; m.firstTokens.observe(seconds, 1) })
}

func (m *metrics) laterTokens(count int, seconds float64) {
	m.change(func() { m.generationTokens += count; m.betweenTokens.observe(seconds, count) })
}

func (m *metrics) transferred(seconds float64, bytes int) {
	m.change(func() { m.transferSeconds.observe(seconds, 1); m.transferBytes.observe(float64(bytes), 1) })
}

func (m *metrics) transferFailed() { m.change(func() { m.failedTransfers++ }) }

func (m *metrics) expire() { m.change(func() { m.expired++ }) }

func (m *metrics) inFlight() int {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return m.waiting + m.running
}

// writeMetrics writes the metrics that the version has.
func (e *engine) writeMetrics(to io.Writer) {
	m := e.metrics
	m.mutex.Lock()
	defer m.mutex.Unlock()
	out := exposition{to, labels{"model_name", e.arguments.servedNames[0], "engine", "0"}}
	out.number("vllm:num_requests_running", "gauge", "Number of requests in model execution batches.", float64(m.running))
	out.number("vllm:num_requests_waiting", "gauge", "Number of requests waiting to be processed.", float64(m.waiting))
	out.number("vllm:kv_cache_usage_perc", "gauge", "KV-cache usage. 1 means 100 percent usage.", e.blocks.usage())
	if !e.vocabulary.since(12) {
		out.number("vllm:gpu_cache_usage_perc", "gauge",
			"GPU KV-cache usage. 1 means 100 percent usage. DEPRECATED: Use vllm:kv_cache_usage_perc", e.blocks.usage())
	}
	out.number("vllm:prompt_tokens_total", "counter", "Number of prefill tokens processed.", float64(m.promptTokens))
	out.number("vllm:generation_tokens_total", "counter", "Number of generation tokens processed.",
		float64(m.generationTokens))
	out.head("vllm:request_success_total", "counter", "Count of successfully processed requests.")
	for _, reason := range slices.Sorted(maps.Keys(m.finished)) {
		out.sample("vllm:request_success_total", float64(m.finished[reason]), "finished_reason", reason)
	}
	out.histogram("vllm:time_to_first_token_seconds", "Histogram of time to first token in seconds.", m.firstTokens)
	out.histogram("vllm:inter_token_latency_seconds", "Histogram of inter token latency in seconds.", m.betweenTokens)
	if !e.vocabulary.since(19) {
		out.histogram("vllm:time_per_output_token_seconds",
			"DEPRECATED: Use vllm:inter_token_latency_seconds instead.", m.betweenTokens)
	}
	out.head("vllm:cache_config_info", "gauge", "Information of the LLMEngine CacheConfig")
	out.cacheInfo(e.blocks)
	if e.nixl != nil && e.vocabulary.since(12) {
		e.writeTransfers(out)
	}
}

func (e *engine) writeTransfers(out exposition) {
	m := e.metrics
	out.histogram("vllm:nixl_xfer_time_seconds", "Histogram of transfer duration for NIXL KV Cache transfers.",
		m.transferSeconds)
	out.histogram("vllm:nixl_bytes_transferred",
		"Histogram of bytes transferred per NIXL KV Cache transfers.", m.transferBytes)
	out.number("vllm:nixl_num_failed_transfers_total", "counter", "Number of failed NIXL KV Cache transfers.",
		float64(m.failedTransfers))
	// Blocks are freed when they are read, so there is no notification that could fail.
	out.number("vllm:nixl_num_failed_notifications_total", "counter", "Number of failed NIXL KV Cache notifications.", 0)
	if e.vocabulary.since(15) {
		out.number("vllm:nixl_num_kv_expired_reqs_total", "counter", "Number of requests that had their KV expire.",
			float64(m.expired))
	}
}
