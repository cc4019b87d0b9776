package main

import (
	"fmt"
	"maps"
	"slices"
)

// config is all that the Envoys of a Gateway are told.
type config struct {
	listeners   list
	clusters    list
	assignments map[string]object
}

func (w *world) config(gateway *gateway) config {
	clusters := map[string]*cluster{blackhole: newCluster(blackhole, nil)}
	// Listeners of the same port share an Envoy listener, and are told apart by hostname.
	hosts := map[int32]map[string][]route{}
	for _, listener := range gateway.Spec.Listeners {
		if listener.served() && hosts[listener.Port] == nil {
			hosts[listener.Port] = map[string][]route{}
		}
	}
	for _, attachment := range w.attachments() {
		if attachment.gateway != gateway {
			continue
		}
		routes := w.routesOf(gateway, attachment.route)
		for _, route := range routes {
			for _, target := range route.targets {
				for _, cluster := range []*cluster{target.cluster, target.picker} {
					if cluster != nil {
						clusters[cluster.name] = cluster
					}
				}
			}
		}
		for _, listener := range attachment.listeners {
			for _, hostname := range sharedHostnames(listener, attachment.route) {
				hosts[listener.Port][hostname] = append(hosts[listener.Port][hostname], routes...)
			}
		}
	}

	filters := w.authorization(gateway)
	result := config{listeners: list{}, clusters: list{}, assignments: map[string]object{}}
	for _, port := range slices.Sorted(maps.Keys(hosts)) {
		result.listeners = append(result.listeners, w.envoyListener(gateway, port, hosts[port], filters))
	}
	for _, name := range slices.Sorted(maps.Keys(clusters)) {
		result.clusters = append(result.clusters, clusters[name].definition)
		result.assignments[name] = clusters[name].assignment()
	}
	return result
}

// envoyListener judges a request by the filters before it asks a picker.
func (w *world) envoyListener(gateway *gateway, port int32, hosts map[string][]route, filters list) object {
	virtualHosts := list{}
	for _, hostname := range slices.Sorted(maps.Keys(hosts)) {
		routes := list{}
		for _, route := range sorted(hosts[hostname]) {
			routes = append(routes, route.envoy())
		}
		virtualHosts = append(virtualHosts, object{"name": hostname, "domains": list{hostname}, "routes": routes})
	}
	name := fmt.Sprintf("0.0.0.0_%d", port)
	manager := object{
		"@type":              typeURL("envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"),
		"stat_prefix":        name,
		"server_name":        "istio-envoy",
		"use_remote_address": true,
		"normalize_path":     true,
		// A stream of tokens may be silent for as long as the model thinks.
		"stream_idle_timeout":    "0s",
		"http2_protocol_options": object{"max_concurrent_streams": int64(1<<31 - 1)},
		"access_log": list{object{
			"name":         "envoy.access_loggers.stdout",
			"typed_config": object{"@type": typeURL("envoy.extensions.access_loggers.stream.v3.StdoutAccessLog")},
		}},
		"route_config": object{
			"name":                         name,
			"virtual_hosts":                virtualHosts,
			"ignore_port_in_host_matching": true,
			"validate_clusters":            false,
		},
		"http_filters": slices.Concat(filters, list{
			extProc(),
			object{"name": "envoy.filters.http.router",
				"typed_config": object{"@type": typeURL("envoy.extensions.filters.http.router.v3.Router")}},
		}),
	}
	result := object{
		"@type":         typeURL("envoy.config.listener.v3.Listener"),
		"name":          name,
		"address":       socketAddress("0.0.0.0", port),
		"filter_chains": list{},
	}
	chains := list{}
	for _, listener := range gateway.Spec.Listeners {
		if listener.Port != port || !listener.served() || (len(chains) > 0 && !listener.secure()) {
			continue
		}
		chain := object{"filters": list{object{"name": "envoy.filters.network.http_connection_manager",
			"typed_config": manager}}}
		if listener.secure() {
			// The name that a caller asks for is read before the connection is.
			result["listener_filters"] = list{object{"name": "envoy.filters.listener.tls_inspector",
				"typed_config": object{"@type": typeURL("envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector")}}}
			socket := w.downstreamTLS(gateway, listener)
			if socket == nil {
				continue
			}
			chain["transport_socket"] = socket
			if listener.Hostname != "" {
				chain["filter_chain_match"] = object{"server_names": list{listener.Hostname}}
			}
		}
		chains = append(chains, chain)
	}
	result["filter_chains"] = chains
	return result
}
