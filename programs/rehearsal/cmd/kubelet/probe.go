package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// probe runs the probes of a container for as long as its process lives: the startup probe first, then the others side
// by side.
func (c *container) probe(ctx context.Context, process *process) {
	if probe := c.spec.StartupProbe; probe != nil {
		passed := make(chan struct{})
		watch := prober{c, process, probe, "Startup", false}
		go watch.run(ctx, func(success bool) {
			if !success {
				c.kill(process, "Startup")
				return
			}
			close(passed)
		}, passed)
		select {
		case <-passed:
		case <-ctx.Done():
			return
		}
	}
	c.markStarted()
	if probe := c.spec.LivenessProbe; probe != nil {
		watch := prober{c, process, probe, "Liveness", true}
		go watch.run(ctx, func(success bool) {
			if !success {
				c.kill(process, "Liveness")
			}
		}, nil)
	}
	probe := c.spec.ReadinessProbe
	if probe == nil {
		c.change(func(s *corev1.ContainerStatus) { s.Ready = true })
		return
	}
	watch := prober{c, process, probe, "Readiness", false}
	go watch.run(ctx, func(success bool) {
		c.change(func(s *corev1.ContainerStatus) { s.Ready = success && s.State.Running != nil })
	}, nil)
}

// markStarted lets the next init container start, if this is one that goes on running.
func (c *container) markStarted() {
	yes := true
	c.change(func(s *corev1.ContainerStatus) { s.Started = &yes })
	if c.sidecar {
		c.letPass()
	}
}

// kill ends a container that its probe gave up; the restart policy says what follows.
func (c *container) kill(process *process, kind string) {
	if c.isStopping() {
		return
	}
	c.pod.tell("Killing", "Container %s failed %s probe, will be restarted", c.spec.Name, strings.ToLower(kind))
	process.signal(syscall.SIGTERM)
	grace := valueOr(c.pod.pod().Spec.TerminationGracePeriodSeconds, 30)
	time.AfterFunc(c.pod.kubelet.scaled(grace), func() { process.signal(syscall.SIGKILL) })
}

// prober asks again and again, and tells when the answer has been the same often enough.
type prober struct {
	container *container
	process   *process
	probe     *corev1.Probe
	kind      string
	// succeeded is the answer that is taken for given at the start.
	succeeded bool
}

func (p prober) run(ctx context.Context, tell func(bool), once <-chan struct{}) {
	select {
	case <-time.After(time.Duration(p.probe.InitialDelaySeconds) * time.Second):
	case <-ctx.Done():
		return
	}
	every := time.NewTicker(max(time.Second, time.Duration(p.probe.PeriodSeconds)*time.Second))
	defer every.Stop()
	var run int32
	last := p.succeeded
	for {
		err := p.ask(ctx)
		if ctx.Err() != nil {
			return
		}
		if success := err == nil; success == last {
			run++
		} else {
			last, run = success, 1
		}
		if err != nil {
			p.container.pod.warn("Unhealthy", fmt.Errorf("%s probe failed: %w", p.kind, err))
		}
		threshold := max(1, p.probe.FailureThreshold)
		if last {
			threshold = max(1, p.probe.SuccessThreshold)
		}
		if run == threshold {
			tell(last)
		}
		select {
		case <-every.C:
		case <-once:
			return
		case <-ctx.Done():
			return
		}
	}
}

func (p prober) ask(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, max(time.Second, time.Duration(p.probe.TimeoutSeconds)*time.Second))
	defer cancel()
	address := p.container.pod.network.address.String()
	switch {
	case p.probe.HTTPGet != nil:
		return p.container.get(ctx, p.probe.HTTPGet)
	case p.probe.TCPSocket != nil:
		port, err := p.container.port(p.probe.TCPSocket.Port)
		if err != nil {
			return err
		}
		connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(address, strconv.Itoa(port)))
		if err != nil {
			return err
		}
		return connection.Close()
	case p.probe.GRPC != nil:
		return askGRPC(ctx, net.JoinHostPort(address, strconv.Itoa(int(p.probe.GRPC.Port))),
			valueOr(p.probe.GRPC.Service, ""))
	case p.probe.Exec != nil:
		return p.process.run(ctx, p.probe.Exec.Command, streams{})
	}
	return fmt.Errorf("the probe asks nothing")
}

// get takes every answer from 200 to 399 for a success, as a kubelet does.
func (c *container) get(ctx context.Context, action *corev1.HTTPGetAction) error {
	port, err := c.port(action.Port)
	if err != nil {
		return err
	}
	host := action.Host
	if host == "" {
		host = c.pod.network.address.String()
	}
	scheme := strings.ToLower(string(action.Scheme))
	if scheme == "" {
		scheme = "http"
	}
	url := fmt.Sprintf("%s://%s%s", scheme, net.JoinHostPort(host, strconv.Itoa(port)), action.Path)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	request.Header.Set("User-Agent", "kube-probe/rehearsal")
	for _, header := range action.HTTPHeaders {
		request.Header.Add(header.Name, header.Value)
	}
	response, err := probeClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode < 200 || response.StatusCode >= 400 {
		return fmt.Errorf("HTTP probe failed with statuscode: %d", response.StatusCode)
	}
	return nil
}

var probeClient = &http.Client{Transport: &http.Transport{
	DisableKeepAlives: true,
	TLSClientConfig:   &tls.Config{InsecureSkipVerify: true},
}}

func (c *container) port(port intstr.IntOrString) (int, error) {
	if port.Type == intstr.Int {
		return port.IntValue(), nil
	}
	for _, named := range c.spec.Ports {
		if named.Name == port.StrVal {
			return int(named.ContainerPort), nil
		}
	}
	return 0, fmt.Errorf("container %s has no port %q", c.spec.Name, port.StrVal)
}
