package main

import (
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

const (
	gatewayGroup   = "gateway.networking.k8s.io"
	controllerName = "istio.io/gateway-controller"
)

// gateway is what this controller reads of a Gateway.
type gateway struct {
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		GatewayClassName string     `json:"gatewayClassName"`
		Listeners        []listener `json:"listeners"`
		Infrastructure   struct {
			Labels        map[string]string `json:"labels"`
			Annotations   map[string]string `json:"annotations"`
			ParametersRef *struct {
				Group string `json:"group"`
				Kind  string `json:"kind"`
				Name  string `json:"name"`
			} `json:"parametersRef"`
		} `json:"infrastructure"`
	} `json:"spec"`
	Status gatewayStatus `json:"status"`

	source *unstructured.Unstructured
}

type listener struct {
	Name     string `json:"name"`
	Hostname string `json:"hostname"`
	Port     int32  `json:"port"`
	Protocol string `json:"protocol"`
	TLS      struct {
		CertificateRefs []certificateRef `json:"certificateRefs"`
	} `json:"tls"`
	AllowedRoutes struct {
		Namespaces struct {
			From     string `json:"from"`
			Selector struct {
				MatchExpressions []metav1.LabelSelectorRequirement `json:"matchExpressions"`
			} `json:"selector"`
		} `json:"namespaces"`
	} `json:"allowedRoutes"`
}

type certificateRef struct {
	Name      string  `json:"name"`
	Namespace *string `json:"namespace"`
}

// Istio names what it deploys for a Gateway after the Gateway and its class.
func (g *gateway) dataPlaneName() string { return g.Name + "-" + g.Spec.GatewayClassName }

func (g *gateway) hostname() string {
	return serviceHost(g.Namespace, g.dataPlaneName())
}

// node is the id by which the Gateway's Envoys ask for their configuration.
func (g *gateway) node() string { return g.Namespace + "/" + g.Name }

func (l listener) served() bool { return l.Protocol == "HTTP" || l.secure() }

func (l listener) secure() bool { return l.Protocol == "HTTPS" }

func (l listener) allows(routeNamespace, gatewayNamespace string) bool {
	switch l.AllowedRoutes.Namespaces.From {
	case "All":
		return true
	case "", "Same":
		return routeNamespace == gatewayNamespace
	case "Selector":
		// By names of namespaces alone: their other labels are not watched.
		for _, expression := range l.AllowedRoutes.Namespaces.Selector.MatchExpressions {
			if expression.Key != "kubernetes.io/metadata.name" || expression.Operator != metav1.LabelSelectorOpIn ||
				!slices.Contains(expression.Values, routeNamespace) {
				return false
			}
		}
		return len(l.AllowedRoutes.Namespaces.Selector.MatchExpressions) > 0
	}
	return false
}

func serviceHost(namespace, name string) string { return name + "." + namespace + ".svc.cluster.local" }
