package main

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// cluster is an Envoy cluster and the addresses behind it.
type cluster struct {
	name       string
	definition object
	addresses  []address
}

type address struct {
	ip   string
	port int32
}

// destinationHeader is where the picker writes the address that it picked.
const destinationHeader = "x-gateway-destination-endpoint"

// poolCluster sends a request to the pod that the picker named.
func poolCluster(w *world, pool *inferencePool) *cluster {
	c := newCluster("inferencepool||"+pool.Name+"."+pool.Namespace, pool.members(w.pods))
	roundRobin := policies("round_robin", "envoy.extensions.load_balancing_policies.round_robin.v3.RoundRobin", object{})
	c.definition["load_balancing_policy"] = policies("override_host",
		"envoy.extensions.load_balancing_policies.override_host.v3.OverrideHost", object{
			"override_host_sources": list{object{"header": destinationHeader}},
			"fallback_policy":       roundRobin,
		})
	return c
}

// pickerCluster has no addresses when the Service is missing: then the pool's failure mode decides, as when it does not
// answer.
func pickerCluster(w *world, gateway *gateway, pool *inferencePool) *cluster {
	host := serviceHost(pool.Namespace, pool.picker.name)
	c := newCluster(clusterName(host, pool.picker.port), nil)
	if service := find(w.services, pool.Namespace, pool.picker.name); service != nil {
		if port, known := servicePort(service, pool.picker.port); known {
			c.addresses = w.endpoints(service, port)
		}
	}
	return c.over(w.tls(gateway.Namespace, pool.Namespace, host), host, true)
}

func serviceCluster(w *world, gateway *gateway, service *corev1.Service, port corev1.ServicePort) *cluster {
	host := serviceHost(service.Namespace, service.Name)
	c := newCluster(clusterName(host, port.Port), w.endpoints(service, port))
	return c.over(w.tls(gateway.Namespace, service.Namespace, host), host, speaksHTTP2(port))
}

// clusterName is Istio's.
func clusterName(host string, port int32) string { return fmt.Sprintf("outbound|%d||%s", port, host) }

// newCluster takes its addresses from discovery of their own: an Envoy that gets a cluster anew resets the calls that
// wait for a picker's answer, and with the addresses in the cluster each restart of a pod would do that.
func newCluster(name string, addresses []address) *cluster {
	return &cluster{name: name, addresses: addresses, definition: object{
		"@type":              typeURL("envoy.config.cluster.v3.Cluster"),
		"name":               name,
		"type":               "EDS",
		"eds_cluster_config": object{"eds_config": configSource()},
		"connect_timeout":    "10s",
		// As Istio: the pods and the picker limit what they take, not the gateway.
		"circuit_breakers": object{"thresholds": list{object{
			"max_connections": unlimited, "max_pending_requests": unlimited, "max_requests": unlimited, "max_retries": unlimited,
		}}},
	}}
}

const unlimited = int64(1<<32 - 1)

func (c *cluster) over(tls tlsSettings, host string, http2 bool) *cluster {
	alpn := []string{"http/1.1"}
	if http2 {
		alpn = []string{"h2"}
		c.definition["typed_extension_protocol_options"] = object{
			"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": object{
				"@type":                typeURL("envoy.extensions.upstreams.http.v3.HttpProtocolOptions"),
				"explicit_http_config": object{"http2_protocol_options": object{}},
			},
		}
	}
	if socket := tls.transportSocket(host, alpn); socket != nil {
		c.definition["transport_socket"] = socket
	}
	return c
}

// assignment is the cluster's addresses as Envoy discovers them.
func (c *cluster) assignment() object {
	addresses := slices.Clone(c.addresses)
	slices.SortFunc(addresses, func(a, b address) int {
		return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
	})
	endpoints := list{}
	for _, a := range slices.Compact(addresses) {
		endpoints = append(endpoints, object{"endpoint": object{"address": socketAddress(a.ip, a.port)}})
	}
	return object{
		"@type":        typeURL("envoy.config.endpoint.v3.ClusterLoadAssignment"),
		"cluster_name": c.name,
		"endpoints":    list{object{"lb_endpoints": endpoints}},
	}
}

// speaksHTTP2 selects the protocol as Istio does, by appProtocol and else by the port's name.
func speaksHTTP2(port corev1.ServicePort) bool {
	protocol := port.Name
	if port.AppProtocol != nil {
		protocol = *port.AppProtocol
	}
	protocol, _, _ = strings.Cut(strings.ToLower(protocol), "-")
	return slices.Contains([]string{"grpc", "http2", "kubernetes.io/h2c"}, protocol)
}

func policies(name, kind string, policy object) object {
	policy["@type"] = typeURL(kind)
	return object{"policies": list{object{"typed_extension_config": object{"name": "envoy.load_balancing_policies." + name,
		"typed_config": policy}}}}
}

func socketAddress(host string, port int32) object {
	return object{"socket_address": object{"address": host, "port_value": port}}
}
