package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// kvTransferConfig is the value of --kv-transfer-config.
type kvTransferConfig struct {
	Connector         string                     `json:"kv_connector"`
	Role              string                     `json:"kv_role"`
	EngineID          string                     `json:"engine_id"`
	BufferDevice      string                     `json:"kv_buffer_device"`
	ModulePath        string                     `json:"kv_connector_module_path"`
	LoadFailurePolicy string                     `json:"kv_load_failure_policy"`
	Extra             map[string]json.RawMessage `json:"kv_connector_extra_config"`
}

// readKVTransferConfig. Sources: vLLM 0.11.0 and 0.27.1 vllm/config/kv_transfer.py,
// vllm/distributed/kv_transfer/kv_connector/factory.py; unknown keys are refused from 0.19 on, ignored before.
func readKVTransferConfig(v *vocabulary, a *arguments) (*kvTransferConfig, error) {
	const flag = "--kv-transfer-config"
	if !a.has(flag) {
		return (&kvTransferConfig{}).withOffloading(a), nil
	}
	text := []byte(a.text(flag, ""))
	fields := map[string]json.RawMessage{}
	c := &kvTransferConfig{BufferDevice: "cuda"}
	if err := json.Unmarshal(text, &fields); err != nil {
		return nil, argumentRefused("argument %s: %s", flag,
			validationError("KVTransferConfig", "", fmt.Sprintf("Invalid JSON: %v", err)))
	}
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		if v.since(19) && !slices.Contains(kvTransferKeys(v), key) {
			return nil, argumentRefused("argument %s: %s", flag,
				validationError("KVTransferConfig", key, "Unexpected keyword argument"))
		}
	}
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(c); err != nil {
		return nil, argumentRefused("argument %s: %s", flag, validationError("KVTransferConfig", "", err.Error()))
	}
	if err := c.check(v); err != nil {
		return nil, err
	}
	if c = c.withOffloading(a); c == nil {
		return nil, nil
	}
	if v.since(24) && c.Role == "kv_both" {
		logLine("WARNING", "kv_role 'kv_both' is deprecated: use 'kv_producer' for prefill and 'kv_consumer' for decode "+
			"instances")
	}
	return c, nil
}

// withOffloading has another connector where the KV cache is offloaded, and is nil without any. Source: vLLM 0.27.1
// vllm/config/vllm.py:893-928.
func (c *kvTransferConfig) withOffloading(a *arguments) *kvTransferConfig {
	if a.has("--kv-offloading-size") {
		c.Role = "kv_both"
		switch simple := os.Getenv("VLLM_USE_SIMPLE_KV_OFFLOAD"); {
		case a.text("--kv-offloading-backend", "native") == "lmcache":
			c.Connector = "LMCacheMPConnector"
		case simple != "" && simple != "0":
			c.Connector = "SimpleCPUOffloadConnector"
		default:
			c.Connector = "OffloadingConnector"
		}
	}
	if c.Connector == "" {
		return nil
	}
	return c
}

// checkEngine refuses what the engine cannot do beside its connector, and what this program does not play.
// Sources: vLLM 0.27.1 vllm/config/vllm.py:1003-1011,
// vllm/distributed/kv_transfer/kv_connector/v1/nixl/base_worker.py:445.
func (c *kvTransferConfig) checkEngine(a *arguments, p parallelism) error {
	switch {
	case a.has("--config"):
		return refusal{2, "vllm serve: error: --config is not played: give the flags of the file as arguments"}
	case c == nil:
		return nil
	case a.on("--enable-return-routed-experts"):
		return valueError("--enable-return-routed-experts is incompatible with KV connectors (PD disaggregation, KV cache " +
			"offload).")
	case c.isNixl() && c.Role == "kv_consumer" && p.pipeline > 1:
		return refusal{1, "NotImplementedError: NixlPushConnector consumer (decode) does not support " +
			"pipeline_parallel_size > 1."}
	case c.isNixl() && p.decodeContext > 1:
		return refusal{2, "vllm serve: error: --decode-context-parallel-size above 1 beside NIXL is not played"}
	}
	return nil
}

func (c *kvTransferConfig) check(v *vocabulary) error {
	const flag = "--kv-transfer-config"
	roles := []string{"kv_producer", "kv_both", "kv_consumer"}
	policies := []string{"", "recompute", "fail"}
	switch {
	case c.Role != "" && !slices.Contains(roles, c.Role):
		return argumentRefused("argument %s: %s", flag, validationError("KVTransferConfig", "kv_role",
			fmt.Sprintf("Unsupported kv_role: %s. Supported roles are %s", c.Role, strings.Join(roles, ", "))))
	case c.Connector != "" && c.Role == "":
		return argumentRefused("argument %s: %s", flag, validationError("KVTransferConfig", "",
			fmt.Sprintf("Please specify kv_role when kv_connector is set, supported roles are %s", strings.Join(roles, ", "))))
	case v.since(15) && !slices.Contains(policies, c.LoadFailurePolicy):
		return argumentRefused("argument %s: %s", flag,
			validationError("KVTransferConfig", "kv_load_failure_policy", "Input should be 'recompute' or 'fail'"))
	case c.Connector != "" && c.ModulePath == "" && !slices.Contains(connectors(v), c.Connector):
		return valueError("Unsupported connector type: %s", c.Connector)
	case c.isNixl() && c.BufferDevice != "cuda" && c.BufferDevice != "cpu":
		return runtimeError("cuda with %s kv_buffer is not supported.", c.BufferDevice)
	}
	return nil
}

// isNixl is whether this program can play the connector. Another one starts, and hands nothing over.
func (c *kvTransferConfig) isNixl() bool {
	return c != nil && (c.Connector == "NixlConnector" || c.Connector == "NixlPullConnector")
}

// recomputes is whether an engine computes the prompt itself when its KV cache does not come. The choice came with
// 0.15, whose default it was until 0.19. An engine before that dies of a failed handshake; here only the request does.
func (c *kvTransferConfig) recomputes(v *vocabulary) bool {
	switch {
	case !v.since(15):
		return false
	case c.LoadFailurePolicy != "":
		return c.LoadFailurePolicy == "recompute"
	default:
		return !v.since(19)
	}
}

func (c *kvTransferConfig) enforcesCompatibility() bool {
	return string(c.Extra["enforce_handshake_compat"]) != "false"
}

func kvTransferKeys(v *vocabulary) []string {
	keys := []string{
		"kv_connector", "engine_id", "kv_buffer_device", "kv_role", "kv_port", "kv_connector_extra_config",
		"kv_connector_module_path",
		"enable_permute_local_kv", "kv_load_failure_policy",
	}
	if v.since(33) {
		return keys
	}
	return append(keys, "kv_buffer_size", "kv_rank", "kv_parallel_size", "kv_ip")
}

func connectors(v *vocabulary) []string {
	if !v.since(12) {
		return []string{"SharedStorageConnector", "P2pNcclConnector", "LMCacheConnectorV1", "NixlConnector", "MultiConnector",
			"OffloadingConnector"}
	}
	return []string{
		"ExampleConnector", "ExampleHiddenStatesConnector", "LMCacheConnectorV1", "LMCacheMPConnector", "NixlConnector",
		"NixlPullConnector",
		"NixlPushConnector", "MultiConnector", "HiSparseConnector", "MoRIIOConnector", "OffloadingConnector",
		"DecodeBenchConnector", "MooncakeConnector",
		"MooncakeStoreConnector", "FlexKVConnectorV1", "SimpleCPUOffloadConnector", "HF3FSKVConnector",
	}
}
