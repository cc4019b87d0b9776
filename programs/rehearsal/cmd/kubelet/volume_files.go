package main

import (
	"context"
	"fmt"
	"os"

	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// files are those of a volume that Kubernetes writes.
func (w *podWorker) files(ctx context.Context, source corev1.VolumeSource) (map[string]file, error) {
	switch {
	case source.ConfigMap != nil:
		values, err := w.configMap(ctx, source.ConfigMap.Name)
		return chosen(values, source.ConfigMap.Items, valueOr(source.ConfigMap.DefaultMode, 0o644),
			source.ConfigMap.Optional, err)
	case source.Secret != nil:
		values, err := w.secret(ctx, source.Secret.SecretName)
		return chosen(values, source.Secret.Items, valueOr(source.Secret.DefaultMode, 0o644), source.Secret.Optional, err)
	case source.DownwardAPI != nil:
		return w.downward(source.DownwardAPI.Items, valueOr(source.DownwardAPI.DefaultMode, 0o644))
	case source.Projected != nil:
		files := map[string]file{}
		for _, projection := range source.Projected.Sources {
			part, err := w.projected(ctx, projection, valueOr(source.Projected.DefaultMode, 0o644))
			if err != nil {
				return nil, err
			}
			for path, file := range part {
				files[path] = file
			}
		}
		return files, nil
	}
	return nil, fmt.Errorf("this kind of volume cannot be had here; there are configMap, secret, downwardAPI, " +
		"projected, emptyDir and persistentVolumeClaim")
}

func (w *podWorker) projected(ctx context.Context, source corev1.VolumeProjection,
	mode int32) (map[string]file, error) {
	switch {
	case source.ConfigMap != nil:
		values, err := w.configMap(ctx, source.ConfigMap.Name)
		return chosen(values, source.ConfigMap.Items, mode, source.ConfigMap.Optional, err)
	case source.Secret != nil:
		values, err := w.secret(ctx, source.Secret.Name)
		return chosen(values, source.Secret.Items, mode, source.Secret.Optional, err)
	case source.DownwardAPI != nil:
		return w.downward(source.DownwardAPI.Items, mode)
	case source.ServiceAccountToken != nil:
		token, err := w.token(ctx, source.ServiceAccountToken)
		return map[string]file{source.ServiceAccountToken.Path: {[]byte(token), os.FileMode(mode)}}, err
	}
	return nil, fmt.Errorf("this kind of projection cannot be had here")
}

// token asks the API server for a token that is bound to the pod. Rehearsals end before it expires, so it is not
// renewed.
func (w *podWorker) token(ctx context.Context, source *corev1.ServiceAccountTokenProjection) (string, error) {
	pod := w.pod()
	request := &authenticationv1.TokenRequest{Spec: authenticationv1.TokenRequestSpec{
		ExpirationSeconds: source.ExpirationSeconds,
		BoundObjectRef: &authenticationv1.BoundObjectReference{APIVersion: "v1", Kind: "Pod",
			Name: pod.Name, UID: pod.UID},
	}}
	if source.Audience != "" {
		request.Spec.Audiences = []string{source.Audience}
	}
	answer, err := w.kubelet.client.CoreV1().ServiceAccounts(pod.Namespace).CreateToken(ctx, pod.Spec.ServiceAccountName,
		request, metav1.CreateOptions{})
	if err != nil {
		return "", err
	}
	return answer.Status.Token, nil
}

func (w *podWorker) downward(items []corev1.DownwardAPIVolumeFile, mode int32) (map[string]file, error) {
	files := map[string]file{}
	for _, item := range items {
		if item.FieldRef == nil {
			return nil, fmt.Errorf("downwardAPI %s: only fieldRef can be had here", item.Path)
		}
		value, err := w.field(item.FieldRef.FieldPath)
		if err != nil {
			return nil, err
		}
		files[item.Path] = file{[]byte(value), os.FileMode(valueOr(item.Mode, mode))}
	}
	return files, nil
}

func chosen(values map[string]string, items []corev1.KeyToPath, mode int32, optional *bool,
	err error) (map[string]file, error) {
	if err != nil {
		if apierrors.IsNotFound(err) && valueOr(optional, false) {
			return nil, nil
		}
		return nil, err
	}
	files := map[string]file{}
	if items == nil {
		for key, value := range values {
			files[key] = file{[]byte(value), os.FileMode(mode)}
		}
	}
	for _, item := range items {
		value, known := values[item.Key]
		if !known && !valueOr(optional, false) {
			return nil, fmt.Errorf("references non-existent key: %s", item.Key)
		}
		files[item.Path] = file{[]byte(value), os.FileMode(valueOr(item.Mode, mode))}
	}
	return files, nil
}

func (w *podWorker) configMap(ctx context.Context, name string) (map[string]string, error) {
	object, err := w.kubelet.client.CoreV1().ConfigMaps(w.pod().Namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	for key, value := range object.BinaryData {
		values[key] = string(value)
	}
	for key, value := range object.Data {
		values[key] = value
	}
	return values, nil
}

func (w *podWorker) secret(ctx context.Context, name string) (map[string]string, error) {
	object, err := w.kubelet.client.CoreV1().Secrets(w.pod().Namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	for key, value := range object.Data {
		values[key] = string(value)
	}
	return values, nil
}
