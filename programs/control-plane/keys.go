package main

import (
	"fmt"
	"net"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// firstServiceIP is the address of the `kubernetes` Service, which the API server's certificate must name.
var firstServiceIP = net.IPv4(198, 18, 0, 1)

// writeKeys makes every certificate, key and kubeconfig that the components read.
func writeKeys(f *folder, o options, server string) error {
	ca, err := newAuthority()
	if err != nil {
		return err
	}
	serving, err := ca.server([]string{
		"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc",
		"kubernetes.default.svc." + o.clusterDomain,
	}, o.address, firstServiceIP)
	if err != nil {
		return err
	}
	signer, err := newKey()
	if err != nil {
		return err
	}
	signerPEM, err := keyPEM(signer)
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{
		"ca.crt": ca.pem, "serving.crt": serving.certificate, "serving.key": serving.key, "service-accounts.key": signerPEM,
	} {
		if err := f.write(name, content); err != nil {
			return err
		}
	}
	for file, user := range map[string]struct {
		name   string
		groups []string
	}{
		"admin": {"admin", []string{"system:masters"}},
		// Kubernetes binds roles to these two names; with them the components have the rights they have in a real cluster.
		"controllers": {"system:kube-controller-manager", nil},
		"scheduler":   {"system:kube-scheduler", nil},
	} {
		if err := writeKubeconfig(f, ca, server, file, user.name, user.groups); err != nil {
			return err
		}
	}
	return nil
}

func writeKubeconfig(f *folder, ca *authority, server, file, user string, groups []string) error {
	client, err := ca.client(user, groups...)
	if err != nil {
		return err
	}
	const name = "control-plane"
	content, err := clientcmd.Write(api.Config{
		Clusters: map[string]*api.Cluster{name: {Server: server, CertificateAuthorityData: ca.pem}},
		AuthInfos: map[string]*api.AuthInfo{user: {ClientCertificateData: client.certificate,
			ClientKeyData: client.key}},
		Contexts:       map[string]*api.Context{name: {Cluster: name, AuthInfo: user}},
		CurrentContext: name,
	})
	if err != nil {
		return fmt.Errorf("kubeconfig of %s: %w", user, err)
	}
	return f.write(file+".kubeconfig", content)
}
