package main

import (
	"os"
	"slices"
	"strconv"
	"strings"
)

// checkCache refuses sizes of the KV cache. Sources: vLLM 0.11.0 vllm/config/cache.py:24,43.
func checkCache(v *vocabulary, a *arguments) error {
	sizes := []string{"1", "8", "16", "32", "64", "128"}
	if size := a.text("--block-size", "16"); !v.since(12) && !slices.Contains(sizes, size) {
		return argumentRefused("argument --block-size: invalid choice: %s (choose from %s)", size, strings.Join(sizes, ", "))
	}
	const flag = "--gpu-memory-utilization"
	text := a.text(flag, "0.9")
	part, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil:
		return argumentRefused("argument %s: invalid float value: %s", flag, quote(text))
	case part <= 0:
		return refusal{1, validationError("CacheConfig", "gpu_memory_utilization", "Input should be greater than 0")}
	case part > 1:
		return refusal{1, validationError("CacheConfig", "gpu_memory_utilization", "Input should be less than or equal to 1")}
	}
	return nil
}

// checkEnvironment. Sources: vLLM 0.11.0 vllm/envs.py:339, 0.27.1 vllm/config/vllm.py:959; the second is refused from
// 0.24 on.
func checkEnvironment(v *vocabulary, a *arguments, kv *kvTransferConfig) error {
	port := os.Getenv("VLLM_PORT")
	if strings.Contains(port, "://") {
		return valueError("VLLM_PORT '%s' appears to be a URI. This may be caused by a Kubernetes service discovery issue,"+
			"check the warning in: https://docs.vllm.ai/en/stable/serving/env_vars.html", port)
	}
	if _, err := strconv.Atoi(port); port != "" && err != nil {
		return valueError("VLLM_PORT '%s' must be a valid integer", port)
	}
	segments := strings.Contains(os.Getenv("PYTORCH_CUDA_ALLOC_CONF"), "expandable_segments:True")
	if v.since(24) && segments && kv != nil && !a.on("--enable-cumem-allocator") && !a.on("--enable-sleep-mode") {
		return valueError("KV connector %s is incompatible with PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True unless "+
			"enable_cumem_allocator is also enabled.",
			kv.Connector)
	}
	return nil
}

// checkScheduler judges only what flags say: vLLM's default depends on the kind of GPU. Source: vLLM 0.11.0
// vllm/config/scheduler.py:235-250.
func checkScheduler(a *arguments, e *engineArguments) error {
	const flag = "--max-num-batched-tokens"
	if !a.has(flag) {
		return nil
	}
	batched, err := a.size(flag)
	switch {
	case err != nil:
		return err
	case a.has("--enable-chunked-prefill") && !a.on("--enable-chunked-prefill") && batched < e.maxModelLen:
		return valueError("max_num_batched_tokens (%d) is smaller than max_model_len (%d). This effectively limits the "+
			"maximum sequence length to "+
			"max_num_batched_tokens and makes vLLM reject longer sequences. Please increase max_num_batched_tokens or "+
			"decrease max_model_len.", batched, e.maxModelLen)
	case batched < e.maxNumSeqs:
		return valueError("max_num_batched_tokens (%d) must be greater than or equal to max_num_seqs (%d).",
			batched, e.maxNumSeqs)
	}
	return nil
}

// check. Sources: vLLM 0.11.0 vllm/config/model.py:1048,1014;
// vllm/model_executor/layers/quantization/utils/fp8_utils.py.
func (m *model) check(p parallelism) error {
	switch {
	case m.Heads > 0 && m.Heads%p.tensor != 0:
		return valueError("Total number of attention heads (%d) must be divisible by tensor parallel size (%d).",
			m.Heads, p.tensor)
	case p.expert && m.Experts == nil:
		return valueError("Number of experts in the model must be greater than 0 when expert parallelism is enabled.")
	case m.Native == "fp8" && m.Experts != nil && !p.expert && m.Experts.Intermediate/p.tensor%128 != 0:
		return valueError("The output_size of gate's and up's weight = %d is not divisible by weight quantization block_n "+
			"= 128.", m.Experts.Intermediate/p.tensor)
	}
	return nil
}

// validationError is how pydantic says it.
func validationError(class, field, cause string) string {
	return "1 validation error for " + class + "\n" + field + "\n  " + cause
}
