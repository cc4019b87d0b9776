package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// refusedStart is what `vllm serve` says and exits with; the code is 0 where it would start.
func refusedStart(t *testing.T, version string, flags ...string) (int, string) {
	t.Helper()
	v := testVocabulary(t, version)
	given, err := parseArguments(v, append([]string{"meta-llama/Llama-3.1-8B-Instruct"}, flags...))
	if err == nil {
		var gpus gpus
		if gpus, err = readGPUs(); err == nil {
			_, err = readEngineArguments(v, given, gpus)
		}
	}
	if err == nil {
		return 0, ""
	}
	refused, is := err.(refusal)
	if !is {
		t.Fatalf("not a refusal: %v", err)
	}
	return refused.exitCode, refused.message
}

func expectRefused(t *testing.T, code int, text, version string, flags ...string) {
	t.Helper()
	gotCode, got := refusedStart(t, version, flags...)
	if gotCode != code || !strings.Contains(got, text) {
		t.Errorf("%s %v: exit code %d with %q, expected %d with %q", version, flags, gotCode, got, code, text)
	}
}

func expectStart(t *testing.T, version string, flags ...string) {
	t.Helper()
	expectRefused(t, 0, "", version, flags...)
}

func testVocabulary(t *testing.T, version string) *vocabulary {
	t.Helper()
	v, err := readVocabulary(vocabularyFile(t, version))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func vocabularyFile(t *testing.T, version string) string {
	t.Helper()
	flags := strings.Fields(`
		--model --served-model-name --host --port --dtype --kv-cache-dtype --max-model-len --max-num-seqs
		--max-num-batched-tokens
		--block-size --gpu-memory-utilization --tensor-parallel-size --pipeline-parallel-size --data-parallel-size
		--data-parallel-size-local
		--data-parallel-rank --data-parallel-start-rank --data-parallel-hybrid-lb --enable-expert-parallel
		--enable-chunked-prefill
		--enforce-eager --kv-transfer-config --disable-uvicorn-access-log --decode-context-parallel-size --language-model-only
		--config`)
	port := 5557
	if version != "0.11.0" {
		flags = append(flags, "--shutdown-timeout", "--data-parallel-external-lb", "--nnodes", "--node-rank",
			"--disable-access-log-for-endpoints", "--attention-backend",
			"--prefill-context-parallel-size", "--kv-offloading-size", "--kv-offloading-backend",
			"--enable-return-routed-experts")
		port = 5600
	}
	text, err := json.Marshal(object{"version": version, "flags": flags, "sideChannelPort": port, "models": object{
		"meta-llama/Llama-3.1-8B-Instruct": object{"maxContext": 131072, "heads": 32, "native": "bf16"},
		"Qwen/Qwen3-235B-A22B-FP8": object{"maxContext": 40960, "heads": 64, "native": "fp8",
			"experts": object{"intermediate": 1536}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "vllm.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestStartsWithTheSeedsArguments(t *testing.T) {
	t.Setenv("REHEARSAL_GPUS", "1")
	t.Setenv("CUDA_VISIBLE_DEVICES", "0")
	seed := []string{
		"--served-model-name=meta-llama/Llama-3.1-8B-Instruct", "--port=8000", "--tensor-parallel-size=1",
		"--max-model-len=32000", "--block-size=128",
		`--kv-transfer-config={"kv_connector":"NixlConnector","kv_role":"kv_both"}`, "--disable-uvicorn-access-log",
	}
	expectStart(t, "0.11.0", seed...)
	expectStart(t, "0.27.1", append(seed, "--shutdown-timeout=120")...)
}

func TestRefusesFlagsThatTheVersionDoesNotHave(t *testing.T) {
	t.Setenv("REHEARSAL_GPUS", "8")
	expectRefused(t, 2, "vllm: error: unrecognized arguments: --intra-node-data-parallel-size=8", "0.11.0",
		"--intra-node-data-parallel-size=8")
	expectRefused(t, 2, "unrecognized arguments: --shutdown-timeout 60", "0.11.0", "--port=1", "--shutdown-timeout", "60")
	expectRefused(t, 2, "unrecognized arguments: surplus", "0.11.0", "surplus")
	expectRefused(t, 2, "unrecognized arguments: true", "0.11.0", "--enforce-eager", "true")
	expectRefused(t, 2, "argument --enforce-eager: ignored explicit argument 'true'", "0.11.0", "--enforce-eager=true")
	expectRefused(t, 2, "argument --port: invalid int value: 'http'", "0.11.0", "--port", "http")
	expectRefused(t, 2, "argument --port: expected one argument", "0.11.0", "--port")
}

func TestTakesFlagsInEveryFormOfVLLM(t *testing.T) {
	t.Setenv("REHEARSAL_GPUS", "8")
	v := testVocabulary(t, "0.27.1")
	given, err := parseArguments(v, []string{
		"--language-model-only", "-tp", "2", "--max_model_len", "32k", "--no-enforce-eager", "--served-model-name", "a", "b",
		"--port=1", "--enable-expert-parallel", "model",
		"--kv-transfer-config.kv_connector", "NixlConnector", "--kv_transfer_config.kv_role=kv_producer",
		"--kv-transfer-config.kv_connector_extra_config.kv_lease_duration", "60",
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := readEngineArguments(v, given, gpus{count: 2})
	if err != nil {
		t.Fatal(err)
	}
	if a.model != "model" || a.parallel.tensor != 2 || a.maxModelLen != 32000 || a.port != 1 || !a.parallel.expert ||
		given.on("--enforce-eager") || !given.on("--language-model-only") {
		t.Errorf("%+v", a)
	}
	if strings.Join(a.servedNames, " ") != "a b" || a.kv.Role != "kv_producer" ||
		string(a.kv.Extra["kv_lease_duration"]) != "60" {
		t.Errorf("%+v %+v", a.servedNames, a.kv)
	}
}

func TestRefusesMoreGPUsThanThereAre(t *testing.T) {
	expectRefused(t, 1, "RuntimeError: Failed to infer device type", "0.11.0")
	t.Setenv("REHEARSAL_GPUS", "1")
	t.Setenv("CUDA_VISIBLE_DEVICES", "0")
	expectRefused(t, 1, "ValueError: World size (4) is larger than the number of available GPUs (1)", "0.11.0",
		"-tp=2", "-pp=2")
	expectRefused(t, 1, `local range: [1, 2) base value: "0"`, "0.11.0", "--data-parallel-size=2")
	_, message := refusedStart(t, "0.11.0", "--data-parallel-size=2")
	lines := strings.Split(message, "\n")
	if last := lines[len(lines)-1]; last != "RuntimeError: Engine core initialization failed. See root cause above. "+
		"Failed core proc(s): {'EngineCore_DP1': 1}" {
		t.Error(last)
	}
	expectRefused(t, 1, "DP adjusted local rank 1 is out of bounds", "0.27.1", "--data-parallel-size=2")
	expectStart(t, "0.27.1", "--data-parallel-size=2", "--data-parallel-size-local=1")
	t.Setenv("REHEARSAL_GPUS", "8")
	expectRefused(t, 1, "World size (2) is larger than the number of available GPUs (1)", "0.11.0", "-tp=2")
	t.Setenv("CUDA_VISIBLE_DEVICES", "")
	expectStart(t, "0.11.0", "-tp=4", "--data-parallel-size=2")
}

func TestRefusesInvalidDataParallelism(t *testing.T) {
	t.Setenv("REHEARSAL_GPUS", "8")
	expectRefused(t, 1, "data_parallel_size_local (4) must be <= data_parallel_size (2)", "0.11.0", "-dp=2", "-dpl=4")
	expectRefused(t, 1, "requires `--data-parallel-size-local`", "0.11.0", "-dp=2", "--data-parallel-hybrid-lb")
	expectRefused(t, 1, "Non-MoE models do not support external data parallel mode", "0.27.1", "-dp=2",
		"--data-parallel-rank=0")
	expectStart(t, "0.11.0", "-dp=2", "--data-parallel-rank=0")
}

func TestRefusesWhatTheModelCannotDo(t *testing.T) {
	t.Setenv("REHEARSAL_GPUS", "8")
	expectRefused(t, 1, "ValueError: User-specified max_model_len (200000) is greater than the derived max_model_len",
		"0.11.0", "--max-model-len=200000")
	expectRefused(t, 1, "Total number of attention heads (32) must be divisible by tensor parallel size (3)",
		"0.11.0", "-tp=3")
	expectRefused(t, 1, "Number of experts in the model must be greater than 0", "0.11.0", "--enable-expert-parallel")
	fp8 := testVocabulary(t, "0.11.0").model("Qwen/Qwen3-235B-A22B-FP8")
	if err := fp8.check(parallelism{tensor: 8}); err == nil ||
		!strings.Contains(err.Error(), "weight = 192 is not divisible by weight quantization block_n = 128") {
		t.Error(err)
	}
	if err := fp8.check(parallelism{tensor: 8, expert: true}); err != nil {
		t.Error(err)
	}
	t.Setenv("VLLM_ALLOW_LONG_MAX_MODEL_LEN", "1")
	expectStart(t, "0.11.0", "--max-model-len=200000")
}

func TestRefusesInvalidSizes(t *testing.T) {
	t.Setenv("REHEARSAL_GPUS", "1")
	expectRefused(t, 2, "argument --block-size: invalid choice: 48", "0.11.0", "--block-size=48")
	expectStart(t, "0.27.1", "--block-size=48")
	expectRefused(t, 1, "Input should be less than or equal to 1", "0.11.0", "--gpu-memory-utilization=95")
	expectRefused(t, 1, "max_num_batched_tokens (128) must be greater than or equal to max_num_seqs (256)", "0.11.0",
		"--max-num-batched-tokens=128")
	expectRefused(t, 1, "max_num_batched_tokens (2048) is smaller than max_model_len (4096)", "0.11.0",
		"--max-num-batched-tokens=2048", "--max-model-len=4096", "--no-enable-chunked-prefill")
	expectRefused(t, 1, "max_num_seqs must be at least 1", "0.11.0", "--max-num-seqs=0")
}

func TestRefusesInvalidKVTransfer(t *testing.T) {
	t.Setenv("REHEARSAL_GPUS", "1")
	expectRefused(t, 2, "Invalid JSON", "0.11.0", "--kv-transfer-config={")
	expectRefused(t, 1, "ValueError: Unsupported connector type: NixlPushConnector", "0.11.0",
		`--kv-transfer-config={"kv_connector":"NixlPushConnector","kv_role":"kv_both"}`)
	expectStart(t, "0.27.1", `--kv-transfer-config={"kv_connector":"NixlPushConnector","kv_role":"kv_producer"}`)
	expectRefused(t, 2, "Unsupported kv_role: prefill", "0.11.0",
		`--kv-transfer-config={"kv_connector":"NixlConnector","kv_role":"prefill"}`)
	expectRefused(t, 2, "Please specify kv_role when kv_connector is set", "0.11.0",
		`--kv-transfer-config={"kv_connector":"NixlConnector"}`)
	unknown := `--kv-transfer-config={"kv_connector":"NixlConnector","kv_role":"kv_both","kv_rolle":1}`
	expectStart(t, "0.11.0", unknown)
	expectRefused(t, 2, "kv_rolle\n  Unexpected keyword argument", "0.27.1", unknown)
	expectRefused(t, 1, "cuda with tpu kv_buffer is not supported", "0.11.0",
		`--kv-transfer-config={"kv_connector":"NixlConnector","kv_role":"kv_both","kv_buffer_device":"tpu"}`)
	t.Setenv("PYTORCH_CUDA_ALLOC_CONF", "expandable_segments:True")
	both := `--kv-transfer-config={"kv_connector":"NixlConnector","kv_role":"kv_both"}`
	expectStart(t, "0.11.0", both)
	expectRefused(t, 1, "incompatible with PYTORCH_CUDA_ALLOC_CONF", "0.27.1", both)
}

func TestRefusesWhatItsConnectorCannotDo(t *testing.T) {
	t.Setenv("REHEARSAL_GPUS", "8")
	t.Setenv("CUDA_VISIBLE_DEVICES", "0,1,2,3")
	expectRefused(t, 1, "NotImplementedError: NixlPushConnector consumer (decode) does not support "+
		"pipeline_parallel_size > 1", "0.27.1", consumer, "-pp=2")
	expectStart(t, "0.27.1", consumer, "-tp=2")
	expectStart(t, "0.27.1", producer, "-pp=2")
	expectStart(t, "0.27.1", "-pp=2")
	expectRefused(t, 1, "--enable-return-routed-experts is incompatible with KV connectors", "0.27.1", producer,
		"--enable-return-routed-experts")
	expectStart(t, "0.27.1", "--enable-return-routed-experts")
	expectRefused(t, 1, "World size (8) is larger than the number of available GPUs (4)", "0.27.1", producer,
		"-tp=4", "-pcp=2")
	expectStart(t, "0.27.1", producer, "-tp=4", "-pcp=1")
	expectRefused(t, 2, "--decode-context-parallel-size above 1 beside NIXL is not played", "0.27.1", producer,
		"-tp=4", "-dcp=4")
	expectStart(t, "0.27.1", "-tp=4", "-dcp=4")
	expectRefused(t, 2, "--config is not played", "0.27.1", "--config", "vllm.yaml")
}

func TestOffloadingReplacesTheConnector(t *testing.T) {
	for _, c := range []struct {
		simple, connector string
		flags             []string
	}{
		{"", "NixlConnector", []string{consumer}},
		{"1", "NixlConnector", []string{consumer, "--kv-offloading-backend=lmcache"}},
		{"", "OffloadingConnector", []string{consumer, "--kv-offloading-size=1"}},
		{"0", "OffloadingConnector", []string{"--kv-offloading-size", "1", "--kv-offloading-backend=native"}},
		{"1", "SimpleCPUOffloadConnector", []string{consumer, "--kv-offloading-size=1"}},
		{"1", "LMCacheMPConnector", []string{consumer, "--kv-offloading-size=1", "--kv-offloading-backend=lmcache"}},
	} {
		t.Setenv("VLLM_USE_SIMPLE_KV_OFFLOAD", c.simple)
		v := testVocabulary(t, "0.27.1")
		given, err := parseArguments(v, c.flags)
		if err != nil {
			t.Fatal(err)
		}
		kv, err := readKVTransferConfig(v, given)
		if err != nil || kv.Connector != c.connector || kv.isNixl() != (c.connector == "NixlConnector") || !kv.isNixl() &&
			kv.Role != "kv_both" {
			t.Errorf("%v: %+v %v", c.flags, kv, err)
		}
	}
}

func TestRefusesTheVariableOfAService(t *testing.T) {
	t.Setenv("REHEARSAL_GPUS", "1")
	t.Setenv("VLLM_PORT", "tcp://10.0.0.1:8000")
	expectRefused(t, 1, "VLLM_PORT 'tcp://10.0.0.1:8000' appears to be a URI", "0.11.0")
}

func TestSaysHowToNameTheVersion(t *testing.T) {
	if _, err := readVocabulary(""); err == nil || !strings.Contains(err.Error(), "REHEARSAL_VLLM_FLAGS is not set") {
		t.Error(err)
	}
}
