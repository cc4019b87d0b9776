package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
	"k8s.io/apimachinery/pkg/util/yaml"
)

// dataPlane are the objects that run a Gateway's Envoy, as Istio's template and the Gateway's parameters make them.
func (w *world) dataPlane(gateway *gateway, image, advertise string) ([]*unstructured.Unstructured, error) {
	parameters, err := w.parameters(gateway)
	if err != nil {
		return nil, err
	}
	deployment, err := deploymentOf(gateway, image, advertise)
	if err != nil {
		return nil, err
	}
	deployment, err = patched(deployment, parameters["deployment"], appsv1.Deployment{})
	if err != nil {
		return nil, fmt.Errorf("deployment: %w", err)
	}
	service, err := patched(serviceOf(gateway), parameters["service"], corev1.Service{})
	if err != nil {
		return nil, fmt.Errorf("service: %w", err)
	}
	objects := []*unstructured.Unstructured{}
	for _, content := range []object{serviceAccountOf(gateway), deployment, service} {
		objects = append(objects, &unstructured.Unstructured{Object: content})
	}
	return objects, nil
}

// parameters are the patches of the ConfigMap that the Gateway names.
func (w *world) parameters(gateway *gateway) (map[string]string, error) {
	reference := gateway.Spec.Infrastructure.ParametersRef
	if reference == nil {
		return nil, nil
	}
	if reference.Group != "" || reference.Kind != "ConfigMap" {
		return nil, fmt.Errorf("parametersRef must be a ConfigMap, not a %s of the group %q", reference.Kind, reference.Group)
	}
	configMap := find(w.configMaps, gateway.Namespace, reference.Name)
	if configMap == nil {
		return nil, fmt.Errorf("parametersRef: ConfigMap %s/%s not found", gateway.Namespace, reference.Name)
	}
	return configMap.Data, nil
}

// patched merges a strategic merge patch that is written in YAML.
func patched(original object, patchYAML string, schema any) (object, error) {
	if strings.TrimSpace(patchYAML) == "" {
		return original, nil
	}
	patch, err := yaml.ToJSON([]byte(patchYAML))
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(original)
	if err != nil {
		return nil, err
	}
	merged, err := strategicpatch.StrategicMergePatch(text, patch, schema)
	if err != nil {
		return nil, err
	}
	var result object
	return result, json.Unmarshal(merged, &result)
}

func serviceAccountOf(gateway *gateway) object {
	return object{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadataOf(gateway, nil)}
}

func serviceOf(gateway *gateway) object {
	ports := list{object{"name": "status-port", "port": statusPort, "targetPort": statusPort, "protocol": "TCP",
		"appProtocol": "tcp"}}
	taken := map[int32]bool{}
	for _, listener := range gateway.Spec.Listeners {
		if !listener.served() || taken[listener.Port] {
			continue
		}
		taken[listener.Port] = true
		ports = append(ports, object{
			"name": listener.Name, "port": listener.Port, "targetPort": listener.Port, "protocol": "TCP",
			"appProtocol": strings.ToLower(listener.Protocol),
		})
	}
	return object{
		"apiVersion": "v1",
		"kind":       "Service",
		"metadata":   metadataOf(gateway, nil),
		"spec": object{
			"type":           "ClusterIP",
			"ipFamilyPolicy": "PreferDualStack",
			"ports":          ports,
			"selector":       object{gatewayNameLabel: gateway.Name},
		},
	}
}

func deploymentOf(gateway *gateway, image, advertise string) (object, error) {
	start, err := bootstrap(gateway.node(), advertise)
	if err != nil {
		return nil, err
	}
	startText, err := json.Marshal(start)
	if err != nil {
		return nil, err
	}
	probe := func(period, failures int) object {
		return object{
			"httpGet":       object{"path": "/ready", "port": statusPort, "scheme": "HTTP"},
			"periodSeconds": period, "failureThreshold": failures, "timeoutSeconds": 1, "successThreshold": 1,
		}
	}
	labels := map[string]string{
		"gateway.istio.io/managed":            "istio.io-gateway-controller",
		"service.istio.io/canonical-name":     gateway.dataPlaneName(),
		"service.istio.io/canonical-revision": "latest",
		"sidecar.istio.io/inject":             "false",
	}
	pod := metadataOf(gateway, labels)
	// The template of a Deployment has neither name nor owner.
	delete(pod, "name")
	delete(pod, "namespace")
	delete(pod, "ownerReferences")
	return object{
		"apiVersion": "apps/v1",
		"kind":       "Deployment",
		"metadata":   metadataOf(gateway, map[string]string{"gateway.istio.io/managed": "istio.io-gateway-controller"}),
		"spec": object{
			"replicas": 1,
			"selector": object{"matchLabels": object{gatewayNameLabel: gateway.Name}},
			"template": object{
				"metadata": pod,
				"spec": object{
					"serviceAccountName": gateway.dataPlaneName(),
					"securityContext":    object{"sysctls": list{object{"name": "net.ipv4.ip_unprivileged_port_start", "value": "0"}}},
					"containers": list{object{
						"name":  "istio-proxy",
						"image": image,
						// Without shared memory, which a read-only root file system may not have.
						"args":  list{"--config-yaml", string(startText), "--disable-hot-restart", "--concurrency", "2"},
						"ports": list{object{"name": "status-port", "containerPort": statusPort, "protocol": "TCP"}},
						"resources": object{
							"requests": object{"cpu": "100m", "memory": "128Mi"},
							"limits":   object{"cpu": "2", "memory": "1Gi"},
						},
						"securityContext": object{
							"allowPrivilegeEscalation": false,
							"capabilities":             object{"drop": list{"ALL"}},
							"privileged":               false,
							"readOnlyRootFilesystem":   true,
							"runAsGroup":               1337,
							"runAsNonRoot":             true,
							"runAsUser":                1337,
						},
						"startupProbe":   probe(1, 30),
						"readinessProbe": probe(15, 4),
					}},
				},
			},
		},
	}, nil
}

const gatewayNameLabel = gatewayGroup + "/gateway-name"

func metadataOf(gateway *gateway, labels map[string]string) object {
	all := map[string]string{}
	maps.Copy(all, labels)
	maps.Copy(all, gateway.Spec.Infrastructure.Labels)
	all[gatewayNameLabel] = gateway.Name
	all[gatewayGroup+"/gateway-class-name"] = gateway.Spec.GatewayClassName
	metadata := object{
		"name":      gateway.dataPlaneName(),
		"namespace": gateway.Namespace,
		"labels":    all,
		"ownerReferences": list{object{
			"apiVersion": gatewayGroup + "/v1", "kind": "Gateway", "name": gateway.Name, "uid": string(gateway.UID),
		}},
	}
	if annotations := gateway.Spec.Infrastructure.Annotations; len(annotations) > 0 {
		metadata["annotations"] = annotations
	}
	return metadata
}
