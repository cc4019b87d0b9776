package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// exposition writes the text format of Prometheus.
type exposition struct {
	to     io.Writer
	labels labels
}

// labels are names and values by turns.
type labels []string

func (x exposition) number(name, kind, help string, value float64) {
	x.head(name, kind, help)
	x.sample(name, value)
}

func (x exposition) head(name, kind, help string) {
	fmt.Fprintf(x.to, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

func (x exposition) sample(name string, value float64, more ...string) {
	fmt.Fprintf(x.to, "%s{%s} %s\n", name, append(x.labels[:len(x.labels):len(x.labels)], more...),
		strconv.FormatFloat(value, 'g', -1, 64))
}

func (x exposition) histogram(name, help string, h *histogram) {
	x.head(name, "histogram", help)
	for index, bound := range h.bounds {
		x.sample(name+"_bucket", float64(h.counts[index]), "le", strconv.FormatFloat(bound, 'g', -1, 64))
	}
	x.sample(name+"_bucket", float64(h.count), "le", "+Inf")
	x.sample(name+"_sum", h.sum)
	x.sample(name+"_count", float64(h.count))
}

// cacheInfo has what routers need to know about prefixes.
func (x exposition) cacheInfo(p *blockPool) {
	x.sample("vllm:cache_config_info", 1, "block_size", strconv.Itoa(p.size), "num_gpu_blocks", strconv.Itoa(p.total))
}

func (l labels) String() string {
	pairs := []string{}
	for index := 0; index < len(l); index += 2 {
		pairs = append(pairs, l[index]+`="`+escaped.Replace(l[index+1])+`"`)
	}
	return strings.Join(pairs, ",")
}

var escaped = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// histogram counts for each bound how many values are not above it.
type histogram struct {
	bounds []float64
	counts []int
	count  int
	sum    float64
}

func newHistogram(bounds ...float64) *histogram {
	return &histogram{bounds: bounds, counts: make([]int, len(bounds))}
}

func (h *histogram) observe(value float64, times int) {
	for index, bound := range h.bounds {
		if value <= bound {
			h.counts[index] += times
		}
	}
	h.count += times
	h.sum += value * float64(times)
}
