package main

const extProcFilter = "envoy.filters.http.ext_proc"

// extProc is off, until a route of an InferencePool turns it on and names the pool's picker.
func extProc() object {
	return object{
		"name":     extProcFilter,
		"disabled": true,
		"typed_config": object{
			"@type": typeURL("envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor"),
			// The filter wants a service although each route brings its own.
			"grpc_service": envoyGRPC(blackhole),
			// A picker may hold a request back until a pod has room for it.
			"message_timeout": "1000s",
		},
	}
}

// blackhole has no addresses.
const blackhole = "blackhole"

// asksPicker lets the picker see the whole request before a pod gets it, and the whole answer while it passes, without
// buffering.
func asksPicker(picker *cluster, failOpen bool) object {
	envoyLB := object{"untyped": list{"envoy.lb"}}
	return object{extProcFilter: object{
		"@type": typeURL("envoy.extensions.filters.http.ext_proc.v3.ExtProcPerRoute"),
		"overrides": object{
			"grpc_service":       envoyGRPC(picker.name),
			"failure_mode_allow": failOpen,
			"metadata_options":   object{"forwarding_namespaces": envoyLB, "receiving_namespaces": envoyLB},
			"processing_mode": object{
				"request_header_mode": "SEND", "request_body_mode": "FULL_DUPLEX_STREAMED", "request_trailer_mode": "SEND",
				"response_header_mode": "SEND", "response_body_mode": "FULL_DUPLEX_STREAMED", "response_trailer_mode": "SEND",
			},
		},
	}}
}

func envoyGRPC(cluster string) object { return object{"envoy_grpc": object{"cluster_name": cluster}} }
