package main

import (
	"context"
	"fmt"
	"os/exec"
	"sync"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// container runs one container again and again, as the pod's restart policy says.
type container struct {
	pod     *podWorker
	spec    *corev1.Container
	sidecar bool

	mutex  sync.Mutex
	status corev1.ContainerStatus
	// live is the running process, if there is one.
	live *process
	// stopping says that the pod ends: what ends now is not started again.
	stopping bool

	// passed is closed when an init container lets the next one start, finished when it will not be started again.
	passed   chan struct{}
	finished chan struct{}
	pass     sync.Once
}

// The kubelet's own back-off: none the first time, then 10 s, doubled up to five minutes, forgotten after ten minutes
// of work.
const (
	firstBackOff = 10 * time.Second
	lastBackOff  = 5 * time.Minute
	forgotten    = 10 * time.Minute
)

func newContainer(w *podWorker, spec *corev1.Container, sidecar bool) *container {
	c := &container{pod: w, spec: spec, sidecar: sidecar, passed: make(chan struct{}), finished: make(chan struct{})}
	reason := "ContainerCreating"
	if len(w.pod().Spec.InitContainers) > 0 {
		reason = "PodInitializing"
	}
	no := false
	c.status = corev1.ContainerStatus{Name: spec.Name, Image: spec.Image, Started: &no}
	c.status.State.Waiting = &corev1.ContainerStateWaiting{Reason: reason}
	return c
}

func (c *container) run(ctx context.Context) {
	defer close(c.finished)
	var backOff time.Duration
	for ctx.Err() == nil {
		began := time.Now()
		code, started := c.runOnce(ctx)
		if c.isStopping() || started && !c.restarts(code) {
			break
		}
		if time.Since(began) > forgotten {
			backOff = 0
		}
		wait := time.Second
		if started {
			wait = time.Duration(float64(backOff) / c.pod.kubelet.timeScale)
			if backOff > 0 {
				c.backOff()
			}
			backOff = min(max(2*backOff, firstBackOff), lastBackOff)
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
		if started {
			c.change(func(s *corev1.ContainerStatus) {
				s.RestartCount++
				if s.State.Terminated != nil {
					s.LastTerminationState = corev1.ContainerState{Terminated: s.State.Terminated}
				}
			})
		}
	}
}

// runOnce returns when the process has ended; it may not have been started at all.
func (c *container) runOnce(ctx context.Context) (code int, started bool) {
	process, reason, err := c.start(ctx)
	if err != nil {
		if ctx.Err() == nil {
			c.wait(reason, err.Error())
			c.pod.warn("Failed", fmt.Errorf("Error: %w", err))
		}
		return 0, false
	}
	c.change(func(s *corev1.ContainerStatus) {
		c.live = process
		if c.stopping {
			// The pod was told to end while this one started.
			process.signal(syscall.SIGKILL)
		}
		s.ContainerID = fmt.Sprintf("rehearsal://%d", process.id())
		s.ImageID = c.spec.Image
		s.State = corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: metav1.Now()}}
	})
	c.pod.tell("Started", "Started container %s", c.spec.Name)
	probing, stopProbing := context.WithCancel(context.Background())
	go c.probe(probing, process)
	ended := process.wait()
	stopProbing()
	c.end(process, ended)
	return process.code(), true
}

// end writes down how a process ended.
func (c *container) end(process *process, ended *exec.ExitError) {
	reason := "Completed"
	if ended != nil {
		reason = "Error"
	}
	terminated := &corev1.ContainerStateTerminated{
		ExitCode: int32(process.code()), Reason: reason, ContainerID: fmt.Sprintf("rehearsal://%d", process.id()),
		StartedAt: metav1.NewTime(process.began), FinishedAt: metav1.Now(),
	}
	if !c.sidecar && terminated.ExitCode == 0 {
		c.letPass()
	}
	no := false
	c.change(func(s *corev1.ContainerStatus) {
		c.live = nil
		s.Ready, s.Started = false, &no
		s.State = corev1.ContainerState{Terminated: terminated}
	})
}

func (c *container) backOff() {
	if c.isStopping() {
		return
	}
	c.change(func(s *corev1.ContainerStatus) {
		s.LastTerminationState = corev1.ContainerState{Terminated: s.State.Terminated}
		s.State = corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{
			Reason: "CrashLoopBackOff", Message: fmt.Sprintf("back-off restarting failed container=%s pod=%s", c.spec.Name,
				c.pod.pod().Name),
		}}
	})
	c.pod.warn("BackOff", fmt.Errorf("Back-off restarting failed container %s in pod %s", c.spec.Name, c.pod.pod().Name))
}

func (c *container) restarts(code int) bool {
	switch policy := c.pod.pod().Spec.RestartPolicy; {
	case c.sidecar:
		return true
	case c.isInit():
		return code != 0 && policy != corev1.RestartPolicyNever
	default:
		return policy == corev1.RestartPolicyAlways || policy == corev1.RestartPolicyOnFailure && code != 0
	}
}

func (c *container) isInit() bool {
	for _, other := range c.pod.init {
		if other == c {
			return true
		}
	}
	return false
}

// waitUntilPassed is false when the pod ends first, or when the container fails for good.
func (c *container) waitUntilPassed(ctx context.Context) bool {
	select {
	case <-c.passed:
		return true
	case <-ctx.Done():
		return false
	case <-c.finished:
		select {
		case <-c.passed:
			return true
		default:
			return false
		}
	}
}

func (c *container) letPass() { c.pass.Do(func() { close(c.passed) }) }

func (c *container) wait(reason, message string) {
	c.change(func(s *corev1.ContainerStatus) {
		s.State = corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: reason, Message: message}}
	})
}

func (c *container) change(edit func(*corev1.ContainerStatus)) {
	c.mutex.Lock()
	edit(&c.status)
	c.mutex.Unlock()
	c.pod.changed()
}

func (c *container) read() corev1.ContainerStatus {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return *c.status.DeepCopy()
}

func (c *container) isStopping() bool {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.stopping
}

func (c *container) signal(signal syscall.Signal) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.live != nil {
		c.live.signal(signal)
	}
}
