package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// pickerArguments are those of the picker v0.4.0 for those of v0.10. Its configuration becomes a file in the folder.
func pickerArguments(known pickerVocabulary, words []string, folder string, told *notes) ([]string, error) {
	given, err := parseArguments(known.Flags, words)
	if err != nil {
		return nil, err
	}
	text, err := configurationText(given)
	if err != nil {
		return nil, err
	}
	configuration, err := readConfiguration(text, known.Plugins, told)
	if err != nil {
		return nil, refusal{1, err.Error()}
	}
	translated, err := configuration.translate(told)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(folder, "endpoint-picker-v0.4.0.yaml")
	if err := os.WriteFile(path, translated.yaml(), 0o644); err != nil {
		return nil, fmt.Errorf("--scratch: %w", err)
	}

	arguments := []string{"--config-file=" + path, pickerMetric}
	told.add("%s is added: it is the default of v0.10, and not of v0.4.0", pickerMetric)
	for _, a := range given {
		if a.name == "config-file" || a.name == "config-text" {
			continue
		}
		if lost, without := pickerFlagsLeftOut[a.name]; without {
			told.add("%s is left out: %s", a, lost)
			continue
		}
		arguments = append(arguments, a.String())
	}
	return arguments, nil
}

// pickerMetric is the name that vLLM has had since 0.10 (gateway-api-inference-extension v1.2.0
// pkg/epp/server/runserver.go has the one before).
const pickerMetric = "--kv-cache-usage-percentage-metric=vllm:kv_cache_usage_perc"

// pickerFlagsLeftOut are the flags of v0.10 that the runner of v0.4.0 does not have (gateway-api-inference-extension
// v1.2.0 cmd/epp/runner/runner.go), with what that means. Every other flag is called and means the same,
// --secure-serving with its self-signed certificate as the default among them.
var pickerFlagsLeftOut = map[string]string{
	"allow-experimental-plugins":     "no plugin of v0.4.0 needs leave",
	"disable-endpoint-subset-filter": "v0.4.0 always keeps to the endpoints that a gateway names in a request's metadata",
	"drain-timeout": "SIGTERM is held back from v0.4.0 for as long, in which its health says that it " +
		"serves",
	"emit-endpoint-scores":       "v0.4.0 tells the gateway no scores",
	"enable-cert-reload":         "v0.4.0 keeps the certificate that it began with",
	"enable-grpc-stream-metrics": "v0.4.0 has no metrics of its streams",
	"grpc-max-recv-msg-size":     "v0.4.0 has gRPC's own limit, 4 MiB a message",
	"grpc-max-send-msg-size":     "v0.4.0 has gRPC's own limit",
	"metrics-cert-dir":           "v0.4.0 serves its metrics without TLS",
	"metrics-client-ca-file":     "v0.4.0 serves its metrics without TLS",
	"tls-cipher-suites":          "v0.4.0 has the suites of Go",
	"tls-min-version":            "v0.4.0 has the minimum of Go",
}

func configurationText(given []argument) ([]byte, error) {
	path, inFile := last(given, "config-file")
	text, inline := last(given, "config-text")
	switch {
	case inFile && inline:
		return nil, refusal{1, `both the "configText" and "configFile" flags can not be set at the same time`}
	case inFile:
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, refusal{1, fmt.Sprintf("failed to load config from a file '%s' - %v", path, err)}
		}
		return content, nil
	case inline:
		return []byte(text), nil
	default:
		return nil, fmt.Errorf("neither --config-file nor --config-text is given: v0.4.0 has no configuration like the " +
			"default one of v0.10; give one of them")
	}
}
