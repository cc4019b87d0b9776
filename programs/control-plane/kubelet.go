package main

import (
	"context"
	"fmt"
	"os"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
)

// runKubelets plays the kubelets of all nodes: a pod that the scheduler has placed is ready at once, and a pod that
// is being deleted is gone at once. No container runs.
func runKubelets(ctx context.Context, client kubernetes.Interface) {
	factory := informers.NewSharedInformerFactory(client, 0)
	act := func(object any) {
		if err := actOn(ctx, client, object.(*corev1.Pod)); err != nil && ctx.Err() == nil {
			fmt.Fprintf(os.Stderr, "control-plane: kubelet: %v\n", err)
		}
	}
	factory.Core().V1().Pods().Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    act,
		UpdateFunc: func(_, changed any) { act(changed) },
	})
	factory.Start(ctx.Done())
}

func actOn(ctx context.Context, client kubernetes.Interface, pod *corev1.Pod) error {
	pods := client.CoreV1().Pods(pod.Namespace)
	var err error
	switch {
	case pod.Spec.NodeName == "":
		return nil
	case pod.DeletionTimestamp != nil:
		err = pods.Delete(ctx, pod.Name, v1.DeleteOptions{
			GracePeriodSeconds: new(int64), Preconditions: &v1.Preconditions{UID: &pod.UID},
		})
	case pod.Status.Phase == corev1.PodPending:
		running := pod.DeepCopy()
		running.Status = runningStatus(pod)
		_, err = pods.UpdateStatus(ctx, running, v1.UpdateOptions{})
	}
	// Somebody else was first; the next event tells what is left to do.
	if apierrors.IsNotFound(err) || apierrors.IsConflict(err) {
		return nil
	}
	return err
}

// runningStatus has no pod IP: whatever read one from it would send packets to a machine that is not ours.
func runningStatus(pod *corev1.Pod) corev1.PodStatus {
	now := v1.Now()
	status := pod.Status
	status.Phase, status.StartTime = corev1.PodRunning, &now
	status.Conditions = nil
	for _, kind := range []corev1.PodConditionType{
		corev1.PodScheduled, corev1.PodInitialized, corev1.ContainersReady, corev1.PodReady,
	} {
		status.Conditions = append(status.Conditions, corev1.PodCondition{Type: kind, Status: corev1.ConditionTrue,
			LastTransitionTime: now})
	}
	running := corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: now}}
	done := corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{Reason: "Completed", StartedAt: now,
		FinishedAt: now}}
	for _, c := range pod.Spec.InitContainers {
		sidecar := c.RestartPolicy != nil && *c.RestartPolicy == corev1.ContainerRestartPolicyAlways
		state := done
		if sidecar {
			state = running
		}
		status.InitContainerStatuses = append(status.InitContainerStatuses, containerStatus(c, state, &sidecar))
	}
	started := true
	for _, c := range pod.Spec.Containers {
		status.ContainerStatuses = append(status.ContainerStatuses, containerStatus(c, running, &started))
	}
	return status
}

func containerStatus(c corev1.Container, state corev1.ContainerState, started *bool) corev1.ContainerStatus {
	return corev1.ContainerStatus{Name: c.Name, Image: c.Image, ImageID: c.Image, Ready: true,
		Started: started, State: state}
}
