package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

// probes asks components that sign their own certificate, on a port that this process reserved for them.
var probes = &http.Client{
	Timeout:   2 * time.Second,
	Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}},
}

// waitUntilReady returns when the API server serves, the controllers act, the scheduler is active and takes the nodes.
func (p *plane) waitUntilReady(ctx context.Context) error {
	return errors.Join(
		p.waitFor(ctx, p.controller, p.controllersReady),
		p.waitFor(ctx, p.scheduler, p.schedulerReady),
		p.waitFor(ctx, p.controller, p.nodesReady),
	)
}

// waitFor asks until the answer is yes, the process has ended, or the time is up.
func (p *plane) waitFor(ctx context.Context, c *component, ready func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	var last error
	for {
		if last = ready(ctx); last == nil {
			return nil
		}
		select {
		case <-c.exited:
			return c.failure()
		case <-ctx.Done():
			return fmt.Errorf("%s was not ready (%w); last answer: %v", c.name, context.Cause(ctx), last)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (p *plane) apiserverReady(ctx context.Context) error {
	client, err := p.client()
	if err != nil {
		return err
	}
	return client.Discovery().RESTClient().Get().AbsPath("/readyz").Do(ctx).Error()
}

// controllersReady looks for what controllers leave behind: a pod in `default` is admitted only once both are there.
func (p *plane) controllersReady(ctx context.Context) error {
	client, err := p.client()
	if err != nil {
		return err
	}
	if _, err := client.CoreV1().ServiceAccounts("default").Get(ctx, "default", v1.GetOptions{}); err != nil {
		return err
	}
	_, err = client.CoreV1().ConfigMaps("default").Get(ctx, "kube-root-ca.crt", v1.GetOptions{})
	return err
}

// schedulerReady is true once its caches are full and it takes pods from its queue.
func (p *plane) schedulerReady(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.health["kube-scheduler"]+"/readyz", nil)
	if err != nil {
		return err
	}
	response, err := probes.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		answer, _ := io.ReadAll(response.Body)
		return fmt.Errorf("%s: %s", response.Status, answer)
	}
	return nil
}

func (p *plane) client() (kubernetes.Interface, error) {
	config, err := clientcmd.BuildConfigFromFlags("", p.folder.path("admin.kubeconfig"))
	if err != nil {
		return nil, err
	}
	config.QPS, config.Burst = 500, 1000
	return kubernetes.NewForConfig(config)
}
