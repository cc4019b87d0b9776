package main

import (
	corev1 "k8s.io/api/core/v1"
)

// downstreamTLS shows the certificate of a listener to callers; nil where its Secret cannot be used.
func (w *world) downstreamTLS(gateway *gateway, listener listener) object {
	certificates := list{}
	for _, reference := range listener.TLS.CertificateRefs {
		// The stand-in reads no ReferenceGrants: a Secret of another namespace is none.
		if valueOr(reference.Namespace, gateway.Namespace) != gateway.Namespace {
			continue
		}
		secret := find(w.secrets, gateway.Namespace, reference.Name)
		if secret == nil || len(secret.Data[corev1.TLSCertKey]) == 0 || len(secret.Data[corev1.TLSPrivateKeyKey]) == 0 {
			continue
		}
		certificates = append(certificates, object{
			"certificate_chain": object{"inline_string": string(secret.Data[corev1.TLSCertKey])},
			"private_key":       object{"inline_string": string(secret.Data[corev1.TLSPrivateKeyKey])},
		})
	}
	if len(certificates) == 0 {
		return nil
	}
	return object{
		"name": "envoy.transport_sockets.tls",
		"typed_config": object{
			"@type": typeURL("envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext"),
			"common_tls_context": object{
				"alpn_protocols": list{"h2", "http/1.1"}, "tls_certificates": certificates,
			},
		},
	}
}
