package main

// object and list are JSON, which Envoy reads as the protobuf message that "@type" names.
type (
	object = map[string]any
	list   = []any
)

// discoveryCluster is how an Envoy knows this program.
const discoveryCluster = "xds"

func typeURL(message string) string { return "type.googleapis.com/" + message }

func configSource() object {
	return object{
		"resource_api_version": "V3",
		// An Envoy that has not been told its configuration must not say that it is ready.
		"initial_fetch_timeout": "0s",
		"api_config_source": object{
			"api_type":              "REST",
			"transport_api_version": "V3",
			"cluster_names":         list{discoveryCluster},
			"refresh_delay":         "0.5s",
			"request_timeout":       "5s",
		},
	}
}
