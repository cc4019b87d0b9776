package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"cdk8s-llm-d/rehearsal/internal/testport"
)

const (
	producer = `--kv-transfer-config={"kv_connector":"NixlConnector","kv_role":"kv_producer"}`
	consumer = `--kv-transfer-config={"kv_connector":"NixlConnector","kv_role":"kv_consumer"}`
	both     = `--kv-transfer-config={"kv_connector":"NixlConnector","kv_role":"kv_both"}`
)

var prompt = strings.Repeat("abcd", 100)

// prefill asks for the KV cache of the prompt as the sidecar does, and returns what it passes on.
func (e testEngine) prefill(t *testing.T) json.RawMessage {
	t.Helper()
	r := e.post(t, "/v1/completions", object{"prompt": prompt, "max_tokens": 1, "stream": false,
		"kv_transfer_params": object{
			"do_remote_decode": true, "do_remote_prefill": false, "remote_engine_id": nil, "remote_block_ids": nil,
			"remote_host": nil, "remote_port": nil,
		}})
	if r.status != 200 || r.Usage.Completion != 1 || r.header.Get("x-rehearsal-prefill") != "" {
		t.Fatal(r.header, r.text)
	}
	return r.Transfer
}

func (e testEngine) decode(t *testing.T, params any) reply {
	t.Helper()
	return e.post(t, "/v1/completions", object{"prompt": prompt, "max_tokens": 3, "kv_transfer_params": params})
}

// expectFailure is of the policy `fail`: a status of 500 with the reason, and a transfer that is counted.
func (e testEngine) expectFailure(t *testing.T, r reply, reason string) {
	t.Helper()
	said := r.Error.Message
	if r.status != 500 || r.Error.Type != "InternalServerError" || !strings.Contains(said, "KV load failed: ") ||
		!strings.Contains(said, reason) {
		t.Errorf("expected %q in %d %s", reason, r.status, r.text)
	}
	if e.metrics.failedTransfers != 1 {
		t.Errorf("%d failed transfers", e.metrics.failedTransfers)
	}
}

func TestDecodeReadsWhatPrefillComputed(t *testing.T) {
	for _, version := range []string{"0.11.0", "0.27.1"} {
		p := startTestEngine(t, version, "prefill-1", "127.0.0.1", 0, both)
		d := startTestEngine(t, version, "decode-1", "127.0.0.2", 0, both)
		params := p.prefill(t)
		if p.blocks.usage() == 0 {
			t.Error("the prefill engine does not keep the blocks")
		}
		r := d.decode(t, params)
		if r.status != 200 || r.Usage.Completion != 3 || r.header.Get("x-rehearsal-prefill") != "prefill-1" ||
			r.header.Get("x-rehearsal-pod") != "decode-1" {
			t.Error(r.header, r.text)
		}
		if p.blocks.usage() != 0 {
			t.Error("the prefill engine keeps blocks that were read")
		}
		if version == "0.27.1" {
			d.expectMetric(t, "vllm:nixl_bytes_transferred_count", "", "1")
			d.expectMetric(t, "vllm:nixl_bytes_transferred_sum", "", "1792")
			d.expectMetric(t, "vllm:nixl_num_failed_transfers_total", "", "0")
		}
		d.expectFailure(t, d.decode(t, params), "they were read before, or have expired")
	}
}

func TestPrefillSaysWhereItsBlocksAre(t *testing.T) {
	p := startTestEngine(t, "0.11.0", "prefill-1", "localhost", 0, both, "-tp=2")
	params := map[string]any{}
	json.Unmarshal(p.prefill(t), &params)
	expected := object{
		"do_remote_prefill": true, "do_remote_decode": false, "remote_host": "localhost", "remote_port": float64(p.nixl.port),
		"remote_engine_id": p.nixl.engineID, "tp_size": 2.0,
	}
	for key, value := range expected {
		if params[key] != value {
			t.Errorf("%s: %v, expected %v", key, params[key], value)
		}
	}
	if len(params["remote_block_ids"].([]any)) != 7 || !strings.HasPrefix(p.nixl.engineID, "prefill-1-") {
		t.Error(params)
	}
}

func TestLocalhostIsTheDecodeEngineItself(t *testing.T) {
	for _, version := range []string{"0.11.0", "0.27.1"} {
		port := testport.Free(t, "127.0.0.1")
		p := startTestEngine(t, version, "prefill-1", "localhost", port, both)
		params := p.prefill(t)
		// In a pod of its own the decode engine has localhost to itself.
		p.engine.close()
		d := startTestEngine(t, version, "decode-1", "localhost", port, both)
		d.expectFailure(t, d.decode(t, params), "engine ID mismatch. Expected "+p.nixl.engineID)
		if r := d.decode(t, params); !strings.Contains(r.text, "is this engine itself; set VLLM_NIXL_SIDE_CHANNEL_HOST") {
			t.Error(r.text)
		}
	}
}

func TestAnEngineThatIsGoneIsNamed(t *testing.T) {
	p := startTestEngine(t, "0.27.1", "prefill-1", "127.0.0.1", 0, producer)
	d := startTestEngine(t, "0.27.1", "decode-1", "127.0.0.2", 0, consumer)
	params := p.prefill(t)
	p.engine.close()
	d.expectFailure(t, d.decode(t, params), "NIXL handshake with the prefill engine at tcp://127.0.0.1:")
}

func TestEnginesMustBeAlike(t *testing.T) {
	for _, c := range []struct {
		version, reason string
		prefill, decode []string
	}{
		{"0.27.1", "NIXL compatibility hash mismatch", nil, []string{"--dtype=float16"}},
		{"0.27.1", "NIXL compatibility hash mismatch", []string{"--kv-cache-dtype=fp8"}, nil},
		{"0.27.1", "Local block size 64 is not divisible by remote block size 128", []string{"--block-size=128"},
			[]string{"--block-size=64"}},
		{"0.11.0", "Remote P worker with different page/block size is not supported", []string{"--block-size=64"},
			[]string{"--block-size=128"}},
		{"0.11.0", "Decode TP cannot be smaller than prefill TP", []string{"-tp=4"}, []string{"-tp=2"}},
		{"0.27.1", "Number of KV layers must match between prefill and decode", []string{"-pp=2"}, nil},
	} {
		p := startTestEngine(t, c.version, "prefill-1", "127.0.0.1", 0, append(c.prefill, both)...)
		d := startTestEngine(t, c.version, "decode-1", "127.0.0.2", 0, append(c.decode, both)...)
		d.expectFailure(t, d.decode(t, p.prefill(t)), c.reason)
	}
}

func TestEnginesMayDifferWhereTheVersionLetsThem(t *testing.T) {
	lenient := strings.Replace(both, `"kv_both"`,
		`"kv_both","kv_connector_extra_config":{"enforce_handshake_compat":false}`, 1)
	for _, c := range []struct {
		version         string
		prefill, decode []string
	}{
		{"0.27.1", []string{both, "-tp=4"}, []string{both, "-tp=2"}},
		{"0.11.0", []string{both, "-tp=2"}, []string{both, "-tp=4", "--dtype=float16"}},
		{"0.27.1", []string{both}, []string{lenient, "--dtype=float16"}},
	} {
		p := startTestEngine(t, c.version, "prefill-1", "127.0.0.1", 0, c.prefill...)
		d := startTestEngine(t, c.version, "decode-1", "127.0.0.2", 0, c.decode...)
		if r := d.decode(t, p.prefill(t)); r.header.Get("x-rehearsal-prefill") != "prefill-1" ||
			r.header.Get("x-rehearsal-wrong") != "" {
			t.Error(r.header, r.text)
		}
	}
}

func TestSmallerBlocksAreReadAsNonsenseAndTheStatusIs200(t *testing.T) {
	right := startTestEngine(t, "0.27.1", "alone", "127.0.0.3", 0).post(t, "/v1/completions",
		object{"prompt": prompt, "max_tokens": 3}).Choices[0].Text
	for _, sizes := range [][2]string{{"64", "128"}, {"32", "128"}, {"32", "64"}, {"16", "64"}, {"16", "32"}} {
		p := startTestEngine(t, "0.27.1", "prefill-1", "127.0.0.1", 0, producer, "--block-size="+sizes[0])
		d := startTestEngine(t, "0.27.1", "decode-1", "127.0.0.2", 0, consumer, "--block-size="+sizes[1])
		r := d.decode(t, p.prefill(t))
		if r.status != 200 || r.Usage.Completion != 3 || r.header.Get("x-rehearsal-prefill") != "prefill-1" {
			t.Error(sizes, r.header, r.text)
		}
		for index, word := range strings.Fields(right) {
			if strings.Fields(r.Choices[0].Text)[index] == word {
				t.Errorf("%v: %q is right in %q", sizes, word, r.Choices[0].Text)
			}
		}
		reason := "prefill-1 has KV cache in blocks of " + sizes[0] +
			" tokens, and this engine reads it as blocks of " + sizes[1]
		if said := r.header.Get("x-rehearsal-wrong"); said != reason {
			t.Errorf("%v: %q", sizes, said)
		}
		// Nothing that a real engine has tells of it.
		d.expectMetric(t, "vllm:nixl_num_failed_transfers_total", "", "0")
	}
	p := startTestEngine(t, "0.27.1", "prefill-1", "127.0.0.1", 0, producer, "--block-size=64")
	d := startTestEngine(t, "0.27.1", "decode-1", "127.0.0.2", 0, consumer, "--block-size=128")
	r := d.post(t, "/v1/completions", object{"prompt": prompt, "max_tokens": 3, "stream": true,
		"kv_transfer_params": p.prefill(t)})
	if r.status != 200 || strings.Count(r.text, " nonsense") != 3 || r.header.Get("x-rehearsal-wrong") == "" {
		t.Error(r.header, r.text)
	}
}

func TestOffloadingEnginesHandNothingOver(t *testing.T) {
	p := startTestEngine(t, "0.27.1", "prefill-1", "127.0.0.1", 0, producer)
	d := startTestEngine(t, "0.27.1", "decode-1", "127.0.0.2", 0, consumer, "--kv-offloading-size=1")
	if r := d.decode(t, p.prefill(t)); r.status != 200 || r.header.Get("x-rehearsal-prefill") != "local" || d.nixl != nil {
		t.Error(r.header, r.text)
	}
}

func TestStagesOfAPipelineShareSideChannelPorts(t *testing.T) {
	ports := sideChannelPorts(testVocabulary(t, "0.11.0"), parallelism{tensor: 2, pipeline: 2}, 5600)
	if !slices.Equal(ports, []int{5600, 5601, 5600, 5601}) {
		t.Error(ports)
	}
	if ports := sideChannelPorts(testVocabulary(t, "0.27.1"), parallelism{tensor: 2, pipeline: 2},
		5600); !slices.Equal(ports, []int{5600}) {
		t.Error(ports)
	}
}

func TestBlocksExpire(t *testing.T) {
	t.Setenv("VLLM_NIXL_ABORT_REQUEST_TIMEOUT", "0.05")
	p := startTestEngine(t, "0.12.0", "prefill-1", "127.0.0.1", 0, producer)
	lease := strings.Replace(producer, `"kv_producer"`,
		`"kv_producer","kv_connector_extra_config":{"kv_lease_duration":0.05}`, 1)
	leased := startTestEngine(t, "0.27.1", "prefill-2", "127.0.0.1", 0, lease)
	d := startTestEngine(t, "0.12.0", "decode-1", "127.0.0.2", 0, consumer)
	params := p.prefill(t)
	leased.prefill(t)
	time.Sleep(200 * time.Millisecond)
	d.expectFailure(t, d.decode(t, params), "they were read before, or have expired")
	if p.blocks.usage() != 0 {
		t.Error("expired blocks are kept")
	}
	leased.expectMetric(t, "vllm:nixl_num_kv_expired_reqs_total", "", "1")
}

func TestHoldsBlocksAsLongAsTheVersion(t *testing.T) {
	for version, held := range map[string]time.Duration{"0.11.0": 120 * time.Second, "0.12.0": 480 * time.Second,
		"0.27.1": 30 * time.Second} {
		if e := startTestEngine(t, version, "prefill-1", "127.0.0.1", 0, producer); e.nixl.held != held {
			t.Errorf("%s: %v", version, e.nixl.held)
		}
	}
}

func TestPolicyRecomputeAnswersAllTheSame(t *testing.T) {
	recompute := strings.Replace(both, `"kv_both"`, `"kv_both","kv_load_failure_policy":"recompute"`, 1)
	for _, c := range []struct {
		version, flag string
		status        int
	}{{"0.27.1", recompute, 200}, {"0.15.1", both, 200}, {"0.19.1", both, 500}, {"0.11.0", recompute, 500}} {
		p := startTestEngine(t, c.version, "prefill-1", "127.0.0.1", 0, both)
		d := startTestEngine(t, c.version, "decode-1", "127.0.0.2", 0, c.flag)
		params := p.prefill(t)
		p.engine.close()
		r := d.decode(t, params)
		if r.status != c.status || r.status == 200 && r.header.Get("x-rehearsal-prefill") != "local" ||
			d.metrics.failedTransfers != 1 {
			t.Errorf("%s: %v %s", c.version, r.header, r.text)
		}
	}
}

func TestComputesThePromptItselfWithoutAnEngineToAsk(t *testing.T) {
	p := startTestEngine(t, "0.27.1", "prefill-1", "127.0.0.1", 0, producer)
	alone := startTestEngine(t, "0.27.1", "decode-1", "127.0.0.2", 0)
	if r := alone.decode(t, p.prefill(t)); r.status != 200 || r.header.Get("x-rehearsal-prefill") != "local" {
		t.Error(r.text)
	}
	if r := alone.post(t, "/v1/completions",
		object{"prompt": "a", "kv_transfer_params": object{"do_remote_decode": true}}); string(r.Transfer) != "null" {
		t.Error(r.text)
	}
	d := startTestEngine(t, "0.27.1", "decode-2", "127.0.0.2", 0, consumer)
	if r := d.decode(t, object{"do_remote_prefill": true, "remote_block_ids": []int{1}}); r.status != 200 ||
		r.header.Get("x-rehearsal-prefill") != "local" {
		t.Error(r.text)
	}
}

func TestSideChannelPortsAreThoseOfTheVersion(t *testing.T) {
	p := parallelism{tensor: 2, dataLocal: 2, dataRank: 1}
	for version, ports := range map[string][]int{"0.11.0": {5602, 5603, 5604, 5605}, "0.27.1": {5601, 5602}} {
		got := sideChannelPorts(testVocabulary(t, version), p, 5600)
		if len(got) != len(ports) || got[0] != ports[0] || got[len(got)-1] != ports[len(ports)-1] {
			t.Errorf("%s: %v, expected %v", version, got, ports)
		}
	}
}
