package main

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// podWorker brings one pod up, keeps it, and takes it down.
type podWorker struct {
	kubelet *kubelet
	network *podNetwork
	volumes map[string]volume
	// init and main hold the containers in the order of the pod.
	init []*container
	main []*container

	mutex   sync.Mutex
	latest  *corev1.Pod
	changes chan struct{}
	// deleted is closed when the pod is to end, gone when it is no longer known.
	deleted  chan struct{}
	gone     chan struct{}
	ending   sync.Once
	vanished sync.Once
	// lost says that the node is, so that nothing is reported any more.
	lost atomic.Bool
}

func newPodWorker(k *kubelet, pod *corev1.Pod) *podWorker {
	w := &podWorker{
		kubelet: k, latest: pod, changes: make(chan struct{}, 1), deleted: make(chan struct{}), gone: make(chan struct{}),
	}
	for i := range pod.Spec.InitContainers {
		w.init = append(w.init, newContainer(w, &pod.Spec.InitContainers[i], isSidecar(&pod.Spec.InitContainers[i])))
	}
	for i := range pod.Spec.Containers {
		w.main = append(w.main, newContainer(w, &pod.Spec.Containers[i], false))
	}
	return w
}

func isSidecar(c *corev1.Container) bool {
	return valueOr(c.RestartPolicy, "") == corev1.ContainerRestartPolicyAlways
}

func (w *podWorker) see(pod *corev1.Pod) {
	w.mutex.Lock()
	w.latest = pod
	w.mutex.Unlock()
	if pod.DeletionTimestamp != nil {
		w.ending.Do(func() { close(w.deleted) })
	}
}

func (w *podWorker) vanish() {
	w.ending.Do(func() { close(w.deleted) })
	w.vanished.Do(func() { close(w.gone) })
}

func (w *podWorker) pod() *corev1.Pod {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.latest
}

func (w *podWorker) hostname() string {
	pod := w.pod()
	if pod.Spec.Hostname != "" {
		return pod.Spec.Hostname
	}
	return pod.Name
}

func (w *podWorker) folder(parts ...string) string {
	return filepath.Join(append([]string{w.kubelet.root, "pods", string(w.pod().UID)}, parts...)...)
}

// run lives as long as the pod.
func (w *podWorker) run(ctx context.Context) {
	reports, stopReports := context.WithCancel(ctx)
	defer stopReports()
	alive, end := context.WithCancel(ctx)
	go func() {
		select {
		case <-w.deleted:
		case <-ctx.Done():
		}
		end()
	}()
	go w.reportChanges(reports)
	if err := w.prepare(alive); err == nil {
		w.start(alive)
		w.waitForCompletion(alive)
	}
	w.terminate(ctx)
	stopReports()
	w.reportEnd(ctx)
	w.remove()
}

// prepare retries until the pod has a network and its volumes, as a kubelet does, for what is missing may come.
func (w *podWorker) prepare(ctx context.Context) error {
	for {
		err := w.tryPrepare(ctx)
		if err == nil || ctx.Err() != nil {
			return ctx.Err()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

func (w *podWorker) tryPrepare(ctx context.Context) error {
	pod := w.pod()
	if w.network == nil {
		if pod.Spec.HostNetwork {
			return w.warn("FailedCreatePodSandBox", fmt.Errorf("a pod in the host's network cannot be run here"))
		}
		sysctls := map[string]string{}
		if pod.Spec.SecurityContext != nil {
			for _, sysctl := range pod.Spec.SecurityContext.Sysctls {
				sysctls[sysctl.Name] = sysctl.Value
			}
		}
		network, err := w.kubelet.newNetwork(string(pod.UID), sysctls)
		if err != nil {
			return w.warn("FailedCreatePodSandBox", err)
		}
		w.network = network
		w.changed()
	}
	volumes, err := w.makeVolumes(ctx)
	if err != nil {
		return w.warn("FailedMount", err)
	}
	w.volumes = volumes
	return nil
}

// start runs the init containers one after the other, then the others together.
func (w *podWorker) start(ctx context.Context) {
	for _, c := range w.init {
		go c.run(ctx)
		if !c.waitUntilPassed(ctx) {
			return
		}
	}
	for _, c := range w.main {
		go c.run(ctx)
	}
}

// waitForCompletion returns when the pod is to end, or has done its work.
func (w *podWorker) waitForCompletion(ctx context.Context) {
	for _, c := range append(w.init, w.main...) {
		if c.sidecar {
			continue
		}
		select {
		case <-c.finished:
		case <-ctx.Done():
			return
		}
	}
	w.stopSidecars()
	w.changed()
	<-ctx.Done()
}

func (w *podWorker) remove() {
	if w.network != nil {
		w.network.remove()
	}
	removeAll(w.folder())
}

func (w *podWorker) warn(reason string, err error) error {
	if !w.lost.Load() {
		w.kubelet.events.Event(w.pod(), corev1.EventTypeWarning, reason, err.Error())
	}
	return err
}

func (w *podWorker) tell(reason, message string, arguments ...any) {
	if !w.lost.Load() {
		w.kubelet.events.Eventf(w.pod(), corev1.EventTypeNormal, reason, message, arguments...)
	}
}
