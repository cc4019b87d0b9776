package main

import (
	"net"
	"strconv"
)

// loopback is where whatever only this process asks listens.
var loopback = net.IPv4(127, 0, 0, 1)

// serviceCIDR is a range that RFC 2544 sets aside for tests: no real host has an address in it, so a program that
// took a Service's address for reachable would fail instead of reaching somebody.
const serviceCIDR = "198.18.0.0/16"

// noKubelet is longer than any test. Nodes whose kubelets this program plays are objects without a machine: nothing
// renews their heartbeat, and after the default 50 seconds the controller would taint them and evict every pod.
const noKubelet = "24h"

func apiserverArgs(f *folder, o options, datastore, port string) []string {
	reconciler := "lease"
	if o.address.IsLoopback() {
		// An endpoint must not be a loopback address, so the `kubernetes` Service has none.
		reconciler = "none"
	}
	return append(commonArgs(o, o.address, port),
		"--tls-cert-file="+f.path("serving.crt"),
		"--tls-private-key-file="+f.path("serving.key"),
		"--client-ca-file="+f.path("ca.crt"),
		"--etcd-servers="+datastore,
		"--authorization-mode=Node,RBAC",
		"--anonymous-auth=false",
		"--enable-admission-plugins="+o.admissionPlugins,
		"--runtime-config="+o.runtimeConfig,
		"--service-cluster-ip-range="+serviceCIDR,
		"--service-account-issuer=https://kubernetes.default.svc."+o.clusterDomain,
		"--service-account-key-file="+f.path("service-accounts.key"),
		"--service-account-signing-key-file="+f.path("service-accounts.key"),
		"--allow-privileged=true",
		"--advertise-address="+o.address.String(),
		"--endpoint-reconciler-type="+reconciler,
	)
}

func controllerArgs(f *folder, o options, port string) []string {
	args := append(commonArgs(o, loopback, port),
		"--kubeconfig="+f.path("controllers.kubeconfig"),
		"--leader-elect=false",
		"--use-service-account-credentials=true",
		// Each of thirty controllers first asks for a token; at the default rate that is half of the whole start.
		"--kube-api-qps=500",
		"--kube-api-burst=1000",
		"--service-account-private-key-file="+f.path("service-accounts.key"),
		"--root-ca-file="+f.path("ca.crt"),
		"--cluster-name=control-plane",
	)
	if o.kubelets {
		args = append(args, "--node-monitor-grace-period="+noKubelet, "--node-startup-grace-period="+noKubelet)
	}
	return args
}

func schedulerArgs(f *folder, o options, port string) []string {
	return append(commonArgs(o, loopback, port),
		"--kubeconfig="+f.path("scheduler.kubeconfig"),
		"--leader-elect=false",
		"--kube-api-qps=500",
		"--kube-api-burst=1000",
	)
}

func commonArgs(o options, address net.IP, port string) []string {
	args := []string{
		"--bind-address=" + address.String(),
		"--secure-port=" + port,
		"--permit-port-sharing=true",
		"--v=" + strconv.Itoa(o.verbosity),
	}
	if o.featureGates != "" {
		args = append(args, "--feature-gates="+o.featureGates)
	}
	return args
}
