package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// changed asks for the status to be written; what changes in between is written once.
func (w *podWorker) changed() {
	select {
	case w.changes <- struct{}{}:
	default:
	}
}

func (w *podWorker) reportChanges(ctx context.Context) {
	var former []corev1.PodCondition
	for {
		select {
		case <-w.changes:
		case <-ctx.Done():
			return
		}
		status := w.status(former)
		former = status.Conditions
		if err := w.write(ctx, status); err != nil && ctx.Err() == nil && !apierrors.IsNotFound(err) &&
			!apierrors.IsConflict(err) {
			fmt.Fprintf(os.Stderr, "kubelet: status of pod %s: %v\n", w.pod().Name, err)
			time.AfterFunc(time.Second, w.changed)
		}
	}
}

// reportEnd writes how the containers ended and lets the API server forget the pod.
func (w *podWorker) reportEnd(ctx context.Context) {
	pod := w.pod()
	if ctx.Err() != nil || pod.DeletionTimestamp == nil {
		return
	}
	w.write(ctx, w.status(nil))
	err := w.kubelet.client.CoreV1().Pods(pod.Namespace).Delete(ctx, pod.Name, metav1.DeleteOptions{
		GracePeriodSeconds: new(int64), Preconditions: &metav1.Preconditions{UID: &pod.UID},
	})
	if err != nil && !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) {
		fmt.Fprintf(os.Stderr, "kubelet: end of pod %s: %v\n", pod.Name, err)
	}
}

func (w *podWorker) write(ctx context.Context, status corev1.PodStatus) error {
	if w.lost.Load() {
		return nil
	}
	pod := w.pod()
	patch, err := json.Marshal(map[string]any{"metadata": map[string]any{"uid": pod.UID}, "status": status})
	if err != nil {
		return err
	}
	_, err = w.kubelet.client.CoreV1().Pods(pod.Namespace).Patch(ctx, pod.Name, types.StrategicMergePatchType, patch,
		metav1.PatchOptions{}, "status")
	return err
}

// status is the pod's as its containers make it. Times of conditions are those of the former ones that were the same.
func (w *podWorker) status(former []corev1.PodCondition) corev1.PodStatus {
	pod := w.pod()
	status := corev1.PodStatus{Phase: corev1.PodPending, StartTime: pod.Status.StartTime, HostIP: w.kubelet.address}
	if status.StartTime == nil {
		now := metav1.Now()
		status.StartTime = &now
	}
	if w.network != nil {
		status.PodIP = w.network.address.String()
		status.PodIPs = []corev1.PodIP{{IP: status.PodIP}}
		status.HostIPs = []corev1.HostIP{{IP: w.kubelet.address}}
	}
	initialized := true
	for _, c := range w.init {
		s := c.read()
		done := s.State.Terminated != nil && s.State.Terminated.ExitCode == 0
		if c.sidecar {
			done = valueOr(s.Started, false)
		} else if done {
			s.Ready = true
		}
		initialized = initialized && done
		status.InitContainerStatuses = append(status.InitContainerStatuses, s)
	}
	for _, c := range w.main {
		status.ContainerStatuses = append(status.ContainerStatuses, c.read())
	}
	status.Phase = phase(pod.Spec.RestartPolicy, initialized, status.ContainerStatuses)
	unready := unreadyOf(w.init, status)
	ready := condition(corev1.PodReady, len(unready) == 0, "ContainersNotReady",
		"containers with unready status: ["+strings.Join(unready, " ")+"]")
	if status.Phase == corev1.PodSucceeded || status.Phase == corev1.PodFailed {
		ready = condition(corev1.PodReady, false, "PodCompleted", "")
	}
	containersReady := ready
	containersReady.Type = corev1.ContainersReady
	status.Conditions = []corev1.PodCondition{
		condition(corev1.PodReadyToStartContainers, w.network != nil, "", ""),
		condition(corev1.PodInitialized, initialized, "ContainersNotInitialized", "containers with incomplete status"),
		containersReady, ready,
	}
	for i := range status.Conditions {
		keepTime(&status.Conditions[i], former)
	}
	return status
}

func unreadyOf(init []*container, status corev1.PodStatus) []string {
	unready := []string{}
	for i, c := range init {
		if c.sidecar && !status.InitContainerStatuses[i].Ready {
			unready = append(unready, c.spec.Name)
		}
	}
	for _, s := range status.ContainerStatuses {
		if !s.Ready {
			unready = append(unready, s.Name)
		}
	}
	return unready
}

// phase is that of the Kubernetes documentation: pending until all have run, running until none will again.
func phase(policy corev1.RestartPolicy, initialized bool, containers []corev1.ContainerStatus) corev1.PodPhase {
	running, ended, failed := 0, 0, 0
	for _, s := range containers {
		switch {
		case s.State.Running != nil || s.LastTerminationState.Terminated != nil:
			running++
		case s.State.Terminated != nil:
			ended++
			if s.State.Terminated.ExitCode != 0 {
				failed++
			}
		}
	}
	final := ended == len(containers) && (policy == corev1.RestartPolicyNever ||
		policy == corev1.RestartPolicyOnFailure && failed == 0)
	switch {
	case final && failed > 0:
		return corev1.PodFailed
	case final:
		return corev1.PodSucceeded
	case initialized && running+ended > 0:
		return corev1.PodRunning
	}
	return corev1.PodPending
}

func condition(kind corev1.PodConditionType, holds bool, reason, message string) corev1.PodCondition {
	c := corev1.PodCondition{Type: kind, Status: corev1.ConditionTrue, LastTransitionTime: metav1.Now()}
	if !holds {
		c.Status, c.Reason, c.Message = corev1.ConditionFalse, reason, message
	}
	return c
}

func keepTime(c *corev1.PodCondition, former []corev1.PodCondition) {
	index := slices.IndexFunc(former, func(f corev1.PodCondition) bool { return f.Type == c.Type && f.Status == c.Status })
	if index >= 0 {
		c.LastTransitionTime = former[index].LastTransitionTime
	}
}
