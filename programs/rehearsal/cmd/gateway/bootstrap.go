package main

import (
	"fmt"
	"net"
	"strconv"
)

// statusPort is the port of Istio's readiness probe; Envoy's own administration answers it here.
const statusPort = 15021

// bootstrap is what an Envoy starts with: its name and where it asks for everything else.
func bootstrap(node, discovery string) (object, error) {
	host, portText, err := net.SplitHostPort(discovery)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(portText, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("port of %q: %w", discovery, err)
	}
	kind := "STATIC"
	if net.ParseIP(host) == nil {
		kind = "STRICT_DNS"
	}
	return object{
		"node":              object{"id": node, "cluster": node},
		"admin":             object{"address": socketAddress("0.0.0.0", statusPort)},
		"dynamic_resources": object{"lds_config": configSource(), "cds_config": configSource()},
		"static_resources": object{"clusters": list{object{
			"name":            discoveryCluster,
			"type":            kind,
			"connect_timeout": "1s",
			"load_assignment": object{"cluster_name": discoveryCluster, "endpoints": list{object{"lb_endpoints": list{
				object{"endpoint": object{"address": socketAddress(host, int32(port))}},
			}}}},
		}}},
	}, nil
}
