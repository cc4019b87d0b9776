package main

import (
	"os"
	"strconv"
)

// engineArguments are the arguments that change what this program does; vLLM's others change what it does not do.
type engineArguments struct {
	model       string
	servedNames []string
	host        string
	port        int
	// maxModelLen is 0 where neither a flag nor the model says it.
	maxModelLen     int
	maxNumSeqs      int
	blockSize       int
	shutdownSeconds int
	dtype           string
	cacheDtype      string
	attention       string
	hybridManager   string
	parallel        parallelism
	// kv is nil without --kv-transfer-config.
	kv *kvTransferConfig
}

func readEngineArguments(v *vocabulary, a *arguments, gpus gpus) (*engineArguments, error) {
	e := &engineArguments{
		model:         a.model,
		host:          a.text("--host", "0.0.0.0"),
		dtype:         a.text("--dtype", "auto"),
		cacheDtype:    a.text("--kv-cache-dtype", "auto"),
		attention:     a.text("--attention-backend", os.Getenv("VLLM_ATTENTION_BACKEND")),
		hybridManager: a.text("--disable-hybrid-kv-cache-manager", ""),
	}
	if e.model == "" {
		// Source: vLLM 0.11.0 vllm/config/model.py.
		e.model = a.text("--model", "Qwen/Qwen3-0.6B")
	}
	e.servedNames = []string{e.model}
	if a.has("--served-model-name") {
		e.servedNames = a.given["--served-model-name"]
	}
	for _, number := range []struct {
		flag            string
		fallback, least int
		into            *int
	}{
		{"--port", 8000, 0, &e.port},
		{"--max-num-seqs", 256, 1, &e.maxNumSeqs},
		{"--block-size", 16, 1, &e.blockSize},
		{"--shutdown-timeout", 0, 0, &e.shutdownSeconds},
	} {
		value, err := a.number(number.flag, number.fallback, number.least)
		if err != nil {
			return nil, err
		}
		*number.into = value
	}
	return e, e.readChecked(v, a, gpus)
}

// readChecked reads what vLLM checks against the model, the GPUs and the environment.
func (e *engineArguments) readChecked(v *vocabulary, a *arguments, gpus gpus) error {
	var err error
	if e.kv, err = readKVTransferConfig(v, a); err != nil {
		return err
	}
	if err := checkCache(v, a); err != nil {
		return err
	}
	if err := checkEnvironment(v, a, e.kv); err != nil {
		return err
	}
	if e.parallel, err = readParallelism(a); err != nil {
		return err
	}
	known := v.model(e.model)
	if e.maxModelLen, err = readMaxModelLen(v, a, known); err != nil {
		return err
	}
	if err := checkScheduler(a, e); err != nil {
		return err
	}
	if known != nil {
		if err := known.check(e.parallel); err != nil {
			return err
		}
	}
	if err := e.parallel.check(v, gpus, known); err != nil {
		return err
	}
	return e.kv.checkEngine(a, e.parallel)
}

// readMaxModelLen takes `auto` from 0.15 on as the model's own length. Source of the refusal: vLLM 0.11.0
// vllm/config/model.py:1893.
func readMaxModelLen(v *vocabulary, a *arguments, known *model) (int, error) {
	const flag = "--max-model-len"
	longest := 0
	if known != nil {
		longest = known.MaxContext
	}
	text := a.text(flag, "auto")
	if !a.has(flag) || v.since(15) && (text == "auto" || text == "-1") {
		return longest, nil
	}
	length, err := a.size(flag)
	if err != nil {
		return 0, err
	}
	allowed, _ := strconv.Atoi(os.Getenv("VLLM_ALLOW_LONG_MAX_MODEL_LEN"))
	if longest > 0 && length > longest && allowed == 0 {
		return 0, valueError("User-specified max_model_len (%d) is greater than the derived max_model_len "+
			"(max_position_embeddings=%d or model_max_length=None "+
			"in model's config.json). To allow overriding this maximum, set the env var VLLM_ALLOW_LONG_MAX_MODEL_LEN=1.",
			length, longest)
	}
	return length, nil
}
