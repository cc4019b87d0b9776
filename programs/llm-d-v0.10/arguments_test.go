package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSidecarArguments(t *testing.T) {
	for _, c := range []struct{ given, wanted, told string }{
		{"--port=8000 --model-server-port=8201 --kv-connector=nixlv2 --secure-proxy=false",
			"--vllm-port=8201 --port=8000 --connector=nixlv2 --secure-proxy=false", ""},
		{"", "--vllm-port=8200", ""},
		{"--port 8000 --secure-proxy", "--vllm-port=8200 --port=8000 --secure-proxy=true", ""},
		{"--vllm-port=8201", "--vllm-port=8201", "--vllm-port is deprecated"},
		{"--vllm-port=8201 --model-server-port=8202", "--vllm-port=8202", "--vllm-port is deprecated"},
		{"--enable-tls=prefiller,encoder --enable-tls=decoder --tls-insecure-skip-verify=prefiller",
			"--vllm-port=8200 --prefiller-use-tls --decoder-use-tls --prefiller-tls-insecure-skip-verify",
			"--enable-tls=encoder is left out"},
		{"--enable-ssrf-protection=F --prefill-max-retries=2", "--vllm-port=8200", "--prefill-max-retries=2 is left out"},
		{"--zap-log-level=1", "--vllm-port=8200 --zap-log-level=1", ""},
	} {
		var told notes
		got, err := sidecarArguments(sidecarKnown, strings.Fields(c.given), &told)
		if err != nil || !slices.Equal(got, strings.Fields(c.wanted)) {
			t.Errorf("%s: %q %v", c.given, got, err)
		}
		if lines := strings.Join(told, "\n"); !strings.HasPrefix(lines, c.told) || (c.told == "") != (lines == "") {
			t.Errorf("%s: told %q", c.given, lines)
		}
	}
}

func TestSidecarThatWouldDoSomethingElse(t *testing.T) {
	for given, wanted := range map[string]string{
		"--kv-connector=mooncake":         "it has nixlv2 and sglang",
		"--enable-ssrf-protection":        "inference.networking.x-k8s.io",
		"--decode-chunk-size=64":          "it decodes in one piece",
		"--configuration={port: 8085}":    "write its keys as flags",
		"--moriio-tp-size=2":              "MoRI-IO",
		"--enable-tls=prefiller,decoders": `must be one of: prefiller, decoder, encoder, got "decoders"`,
	} {
		if got, err := sidecarArguments(sidecarKnown, []string{given}, &notes{}); err == nil ||
			!strings.Contains(err.Error(), wanted) {
			t.Errorf("%s: %q %v", given, got, err)
		}
	}
}

func TestPickerFlags(t *testing.T) {
	var told notes
	folder := t.TempDir()
	got, err := pickerArguments(pickerKnown, []string{
		"--config-text", guide, "--tracing", "--metrics-endpoint-auth=false", "-v", "1", "--drain-timeout=30s",
		"--grpc-health-port=9003", "word",
	}, folder, &told)
	wanted := []string{"--config-file=" + filepath.Join(folder, "endpoint-picker-v0.4.0.yaml"), pickerMetric,
		"--tracing=true", "--metrics-endpoint-auth=false", "--v=1", "--grpc-health-port=9003"}
	if err != nil || !slices.Equal(got, wanted) {
		t.Errorf("%q %v", got, err)
	}
	if lines := strings.Join(told, "\n"); !strings.Contains(lines, "--drain-timeout=30s is left out") ||
		!strings.Contains(lines, pickerMetric+" is added") {
		t.Error(lines)
	}
}

func TestPickerNeedsOneConfiguration(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(file, []byte(guide), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		given  []string
		wanted string
	}{
		{nil, "give one of them"},
		{[]string{"--config-file=" + file, "--config-text=" + guide}, "can not be set at the same time"},
		{[]string{"--config-file=" + file + ".missing"}, "failed to load config from a file"},
		{[]string{"--config-file=" + file, "--secure-servng=false"}, "unknown flag: --secure-servng"},
	} {
		if _, err := pickerArguments(pickerKnown, c.given, t.TempDir(), &notes{}); err == nil ||
			!strings.Contains(err.Error(), c.wanted) {
			t.Errorf("%q: %v", c.given, err)
		}
	}
	if _, err := pickerArguments(pickerKnown, []string{"--config-file=" + file}, file, &notes{}); err == nil ||
		!strings.Contains(err.Error(), "--scratch: ") {
		t.Error(err)
	}
}

func TestDrainIsThatOfV010(t *testing.T) {
	for given, wanted := range map[string]time.Duration{"": 30 * time.Second, "--drain-timeout=10s": 10 * time.Second,
		"--drain-timeout 0s": 0} {
		if got, err := drainOf(pickerKnown, strings.Fields(given)); err != nil || got != wanted {
			t.Errorf("%s: %v %v", given, got, err)
		}
	}
	if _, err := drainOf(pickerKnown, []string{"--drain-timeout=10"}); err == nil ||
		!strings.Contains(err.Error(), `invalid argument "10" for "--drain-timeout" flag`) {
		t.Error(err)
	}
}
