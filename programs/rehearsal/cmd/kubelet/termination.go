package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// scaled is how long the seconds of a grace period or back-off last here.
func (k *kubelet) scaled(seconds int64) time.Duration {
	return time.Duration(float64(seconds) * float64(time.Second) / k.timeScale)
}

// terminate ends the containers: the main ones together, each after its preStop, then the sidecars, last first. What is
// left when the grace period is over is killed.
func (w *podWorker) terminate(ctx context.Context) {
	pod := w.pod()
	grace := valueOr(pod.DeletionGracePeriodSeconds, valueOr(pod.Spec.TerminationGracePeriodSeconds, 30))
	deadline := time.Now().Add(w.kubelet.scaled(grace))
	ctx, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()
	go func() {
		// A pod that is already unknown to the API server has no grace left.
		select {
		case <-w.gone:
			cancel()
		case <-ctx.Done():
		}
	}()
	var all sync.WaitGroup
	for _, c := range w.main {
		all.Add(1)
		go func() {
			defer all.Done()
			c.stop(ctx)
		}()
	}
	all.Wait()
	for i := len(w.init) - 1; i >= 0; i-- {
		w.init[i].stop(ctx)
	}
}

// stopSidecars ends what only served a pod that has done its work.
func (w *podWorker) stopSidecars() {
	ctx, cancel := context.WithTimeout(context.Background(),
		w.kubelet.scaled(valueOr(w.pod().Spec.TerminationGracePeriodSeconds, 30)))
	defer cancel()
	for i := len(w.init) - 1; i >= 0; i-- {
		w.init[i].stop(ctx)
	}
}

// minimumGrace is what a process has after its SIGTERM, whatever its preStop took, as in the kubelet.
const minimumGrace = 2 * time.Second

func (c *container) stop(ctx context.Context) {
	c.mutex.Lock()
	c.stopping = true
	process := c.live
	c.mutex.Unlock()
	if process == nil {
		return
	}
	c.pod.tell("Killing", "Stopping container %s", c.spec.Name)
	if ctx.Err() == nil && c.spec.Lifecycle != nil && c.spec.Lifecycle.PreStop != nil {
		if err := c.beforeStop(ctx, process, c.spec.Lifecycle.PreStop); err != nil {
			c.pod.warn("FailedPreStopHook", fmt.Errorf("PreStopHook failed: %w", err))
		}
	}
	process.signal(syscall.SIGTERM)
	minimum, cancel := context.WithTimeout(context.Background(), minimumGrace)
	defer cancel()
	for _, patience := range []context.Context{ctx, minimum} {
		select {
		case <-process.ended:
			return
		case <-patience.Done():
		}
	}
	process.signal(syscall.SIGKILL)
	<-process.ended
}

func (c *container) beforeStop(ctx context.Context, process *process, hook *corev1.LifecycleHandler) error {
	switch {
	case hook.Exec != nil:
		return process.run(ctx, hook.Exec.Command, streams{})
	case hook.HTTPGet != nil:
		return c.get(ctx, hook.HTTPGet)
	case hook.Sleep != nil:
		select {
		case <-time.After(c.pod.kubelet.scaled(hook.Sleep.Seconds)):
		case <-ctx.Done():
		case <-process.ended:
		}
	}
	return nil
}

func removeAll(path string) {
	if err := os.RemoveAll(path); err != nil {
		fmt.Fprintf(os.Stderr, "kubelet: %v\n", err)
	}
}
