package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// environment is what a container's process finds in its environment, later definitions winning.
func (w *podWorker) environment(ctx context.Context, container *corev1.Container,
	image *image) (map[string]string, error) {
	env := map[string]string{
		"PATH":     "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		"HOSTNAME": w.hostname(),
	}
	maps.Copy(env, image.Env)
	if image.GPUEnv != "" {
		env[image.GPUEnv] = strconv.FormatInt(gpus(container), 10)
	}
	service, err := w.kubelet.client.CoreV1().Services(metav1.NamespaceDefault).Get(ctx, "kubernetes", metav1.GetOptions{})
	if err != nil {
		return nil, err
	}
	env["KUBERNETES_SERVICE_HOST"] = service.Spec.ClusterIP
	env["KUBERNETES_SERVICE_PORT"] = strconv.Itoa(int(service.Spec.Ports[0].Port))
	for _, source := range container.EnvFrom {
		if err := w.readAll(ctx, source, env); err != nil {
			return nil, err
		}
	}
	for _, variable := range container.Env {
		value := expand(variable.Value, env)
		if variable.ValueFrom != nil {
			if value, err = w.valueFrom(ctx, container, variable.ValueFrom); err != nil {
				return nil, err
			}
		}
		env[variable.Name] = value
	}
	return env, nil
}

func (w *podWorker) readAll(ctx context.Context, source corev1.EnvFromSource, env map[string]string) error {
	var values map[string]string
	var err error
	optional := false
	switch {
	case source.ConfigMapRef != nil:
		optional = valueOr(source.ConfigMapRef.Optional, false)
		values, err = w.configMap(ctx, source.ConfigMapRef.Name)
	case source.SecretRef != nil:
		optional = valueOr(source.SecretRef.Optional, false)
		values, err = w.secret(ctx, source.SecretRef.Name)
	}
	if err != nil && !(optional && apierrors.IsNotFound(err)) {
		return err
	}
	for key, value := range values {
		env[source.Prefix+key] = value
	}
	return nil
}

func (w *podWorker) valueFrom(ctx context.Context, container *corev1.Container,
	source *corev1.EnvVarSource) (string, error) {
	switch {
	case source.FieldRef != nil:
		return w.field(source.FieldRef.FieldPath)
	case source.ResourceFieldRef != nil:
		return resourceField(container, source.ResourceFieldRef)
	case source.ConfigMapKeyRef != nil:
		values, err := w.configMap(ctx, source.ConfigMapKeyRef.Name)
		return oneOf("configmap", source.ConfigMapKeyRef.Name, source.ConfigMapKeyRef.Key, values,
			source.ConfigMapKeyRef.Optional, err)
	case source.SecretKeyRef != nil:
		values, err := w.secret(ctx, source.SecretKeyRef.Name)
		return oneOf("secret", source.SecretKeyRef.Name, source.SecretKeyRef.Key, values, source.SecretKeyRef.Optional, err)
	}
	return "", fmt.Errorf("a valueFrom must name its source")
}

func oneOf(kind, name, key string, values map[string]string, optional *bool, err error) (string, error) {
	value, known := values[key]
	switch {
	case known:
		return value, nil
	case valueOr(optional, false):
		return "", nil
	case err != nil:
		return "", err
	}
	return "", fmt.Errorf("couldn't find key %s in %s %s", key, kind, name)
}

// field reads what the downward API offers of a pod.
func (w *podWorker) field(path string) (string, error) {
	pod := w.pod()
	if name, key, found := strings.Cut(strings.TrimSuffix(path, "']"), "['"); found {
		return map[string]map[string]string{"metadata.labels": pod.Labels,
			"metadata.annotations": pod.Annotations}[name][key], nil
	}
	fields := map[string]string{
		"metadata.name":           pod.Name,
		"metadata.namespace":      pod.Namespace,
		"metadata.uid":            string(pod.UID),
		"metadata.labels":         listOf(pod.Labels),
		"metadata.annotations":    listOf(pod.Annotations),
		"spec.nodeName":           pod.Spec.NodeName,
		"spec.serviceAccountName": pod.Spec.ServiceAccountName,
		"status.hostIP":           w.kubelet.address,
		"status.hostIPs":          w.kubelet.address,
		"status.podIP":            w.network.address.String(),
		"status.podIPs":           w.network.address.String(),
	}
	value, known := fields[path]
	if !known {
		return "", fmt.Errorf("unsupported fieldPath %q; there are %s", path,
			strings.Join(slices.Sorted(maps.Keys(fields)), ", "))
	}
	return value, nil
}

func listOf(values map[string]string) string {
	lines := []string{}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		lines = append(lines, fmt.Sprintf("%s=%q", key, values[key]))
	}
	return strings.Join(lines, "\n")
}

func resourceField(container *corev1.Container, reference *corev1.ResourceFieldSelector) (string, error) {
	kind, name, _ := strings.Cut(reference.Resource, ".")
	amounts := map[string]corev1.ResourceList{"limits": container.Resources.Limits,
		"requests": container.Resources.Requests}[kind]
	amount, known := amounts[corev1.ResourceName(name)]
	if !known {
		return "", fmt.Errorf("container %s has no %s", container.Name, reference.Resource)
	}
	divisor := reference.Divisor.AsApproximateFloat64()
	if divisor == 0 {
		divisor = 1
	}
	// Rounded up, as the kubelet does it.
	return strconv.FormatInt(int64((amount.AsApproximateFloat64()+divisor-1)/divisor), 10), nil
}

func gpus(container *corev1.Container) int64 {
	amount := container.Resources.Limits["nvidia.com/gpu"]
	return amount.Value()
}

func valueOr[T any](pointer *T, other T) T {
	if pointer == nil {
		return other
	}
	return *pointer
}
