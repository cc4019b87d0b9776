package main

import (
	"fmt"
	"slices"
	"strings"
)

// sidecarArguments are those of the sidecar v0.4.0 (cmd/pd-sidecar/main.go) for those of v0.10 (llm-d-router
// pkg/sidecar/proxy/options.go).
func sidecarArguments(known sidecarVocabulary, words []string, told *notes) ([]string, error) {
	given, err := parseArguments(known.Flags, words)
	if err != nil {
		return nil, err
	}
	// v0.4.0 would look for vLLM on 8001.
	modelServer := "8200"
	if port, set := last(given, "vllm-port"); set {
		told.add("--vllm-port is deprecated in v0.10: write --model-server-port")
		modelServer = port
	}
	if port, set := last(given, "model-server-port"); set {
		modelServer = port
	}
	arguments := []string{"--vllm-port=" + modelServer}
	for _, a := range given {
		translated, err := sidecarArgument(a, told)
		if err != nil {
			return nil, err
		}
		arguments = append(arguments, translated...)
	}
	return arguments, nil
}

func sidecarArgument(a argument, told *notes) ([]string, error) {
	switch a.name {
	case "model-server-port", "vllm-port":
		return nil, nil
	case "kv-connector":
		return connector(a)
	case "enable-tls", "tls-insecure-skip-verify":
		return tlsStages(a, told)
	}
	if strings.HasPrefix(a.name, "moriio-") {
		return nil, notInSidecar(a, "it knows nothing of MoRI-IO")
	}
	if lost, must := sidecarFlagsNeeded[a.name]; must && !slices.Contains([]string{"", "0", "false"}, a.value) {
		return nil, notInSidecar(a, lost)
	} else if must {
		return nil, nil
	}
	if lost, without := sidecarFlagsLeftOut[a.name]; without {
		told.add("%s is left out: %s", a, lost)
		return nil, nil
	}
	return []string{a.String()}, nil
}

// sidecarFlagsLeftOut do not change what becomes of a request that goes well.
var sidecarFlagsLeftOut = map[string]string{
	"inference-pool":          "v0.4.0 needs a pool for --enable-ssrf-protection only",
	"max-idle-conns-per-host": "v0.4.0 has the number of Go, 2",
	"metrics-port":            "v0.4.0 has no metrics of its own",
	"mooncake-bootstrap-port": "it is for --kv-connector=mooncake",
	"p2p-connector-port":      "it is for --kv-connector=offloading and --enable-p2p-pull",
	"pool-group":              "v0.4.0 needs a pool for --enable-ssrf-protection only",
	"prefill-max-retries":     "v0.4.0 tries once",
	"prefill-retry-backoff":   "v0.4.0 tries once",
	"tracing":                 "v0.4.0 has no traces",
}

// sidecarFlagsNeeded do, if they are set to anything: without them it would be another rehearsal.
var sidecarFlagsNeeded = map[string]string{
	"configuration":      "write its keys as flags",
	"configuration-file": "write its keys as flags",
	"decode-chunk-size":  "it decodes in one piece",
	"ec-connector":       "it has no encode stage",
	"enable-p2p-pull":    "it cannot pull from other pods",
	// pkg/sidecar/proxy/allowlist.go
	"enable-ssrf-protection": "it looks for the pool in the group inference.networking.x-k8s.io, v0.10 in " +
		"inference.networking.k8s.io",
}

func connector(a argument) ([]string, error) {
	names := []string{"nixlv2", "shared-storage", "sglang", "mooncake", "offloading"}
	switch {
	case a.value == "nixlv2" || a.value == "sglang":
		return []string{"--connector=" + a.value}, nil
	case slices.Contains(names, a.value):
		return nil, notInSidecar(a, "it has nixlv2 and sglang")
	default:
		return nil, refusal{1, fmt.Sprintf("--kv-connector must be one of: %s, got %q", strings.Join(names, ", "), a.value)}
	}
}

// tlsStages are switches of each stage in v0.4.0.
func tlsStages(a argument, told *notes) ([]string, error) {
	suffix := map[string]string{"enable-tls": "use-tls", "tls-insecure-skip-verify": "tls-insecure-skip-verify"}[a.name]
	var result []string
	for _, stage := range strings.Split(a.value, ",") {
		switch stage {
		case "prefiller", "decoder":
			result = append(result, fmt.Sprintf("--%s-%s", stage, suffix))
		case "encoder":
			told.add("--%s=encoder is left out: v0.4.0 has no encode stage", a.name)
		default:
			return nil, refusal{1, fmt.Sprintf("--%s stages must be one of: prefiller, decoder, encoder, got %q", a.name, stage)}
		}
	}
	return result, nil
}

func notInSidecar(a argument, why string) error {
	return fmt.Errorf("%s: the sidecar v0.4.0 cannot stand in for that: %s", a, why)
}
