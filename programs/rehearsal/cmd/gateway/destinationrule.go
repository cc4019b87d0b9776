package main

import (
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// destinationRule is what this controller reads of an Istio DestinationRule.
type destinationRule struct {
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		Host          string `json:"host"`
		TrafficPolicy struct {
			TLS tlsSettings `json:"tls"`
		} `json:"trafficPolicy"`
	} `json:"spec"`
}

type tlsSettings struct {
	Mode               string `json:"mode"`
	SNI                string `json:"sni"`
	InsecureSkipVerify bool   `json:"insecureSkipVerify"`
}

// hostName resolves as Istio does: only a name without dots is relative to the rule's namespace.
func (d *destinationRule) hostName() string {
	if !strings.Contains(d.Spec.Host, ".") {
		return serviceHost(d.Namespace, d.Spec.Host)
	}
	return d.Spec.Host
}

// transportSocket is nil for plain text, which is what a Service gets that no rule asks TLS for.
func (t tlsSettings) transportSocket(host string, alpn []string) object {
	if t.Mode != "SIMPLE" {
		return nil
	}
	if t.SNI != "" {
		host = t.SNI
	}
	common := object{"alpn_protocols": alpn}
	if !t.InsecureSkipVerify {
		// Where the image of Istio's proxy has the system's; Envoy's own "system_root_certs" verifies nothing.
		common["validation_context"] = object{"trusted_ca": object{"filename": "/etc/ssl/certs/ca-certificates.crt"}}
	}
	return object{
		"name": "envoy.transport_sockets.tls",
		"typed_config": object{"@type": typeURL("envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext"), "sni": host,
			"common_tls_context": common},
	}
}
