package main

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
)

// plane is one running control plane.
type plane struct {
	folder     *folder
	timeout    time.Duration
	server     string
	datastore  *embed.Etcd
	apiserver  *component
	controller *component
	scheduler  *component
	// health are the addresses that must answer before a test may begin.
	health   map[string]string
	releases []func()
}

func start(ctx context.Context, o options, f *folder) (*plane, error) {
	p := &plane{folder: f, timeout: o.timeout, health: map[string]string{}}
	ports := map[string]string{}
	for name, at := range map[string]struct {
		address net.IP
		port    int
	}{
		"kube-apiserver":          {o.address, o.port},
		"kube-controller-manager": {loopback, 0},
		"kube-scheduler":          {loopback, 0},
	} {
		port, release, err := reservePort(at.address, at.port)
		if err != nil {
			return p, err
		}
		p.releases = append(p.releases, release)
		ports[name] = strconv.Itoa(port)
		p.health[name] = fmt.Sprintf("https://%s:%d", at.address, port)
	}
	p.server = p.health["kube-apiserver"]
	if err := writeKeys(f, o, p.server); err != nil {
		return p, err
	}
	datastore, address, err := startDatastore(ctx, f)
	if err != nil {
		return p, err
	}
	p.datastore = datastore
	if p.apiserver, err = startComponent(f, "kube-apiserver",
		apiserverArgs(f, o, address, ports["kube-apiserver"])...); err != nil {
		return p, err
	}
	// The other two give up when the API server is not there yet.
	if err := p.waitFor(ctx, p.apiserver, p.apiserverReady); err != nil {
		return p, err
	}
	if p.controller, err = startComponent(f, "kube-controller-manager",
		controllerArgs(f, o, ports["kube-controller-manager"])...); err != nil {
		return p, err
	}
	if p.scheduler, err = startComponent(f, "kube-scheduler",
		schedulerArgs(f, o, ports["kube-scheduler"])...); err != nil {
		return p, err
	}
	return p, p.startNodes(ctx, o)
}

// startNodes gives the cluster what stands in for machines and storage, if that was asked for.
func (p *plane) startNodes(ctx context.Context, o options) error {
	if o.nodes == 0 {
		return nil
	}
	client, err := p.client()
	if err != nil {
		return err
	}
	if o.kubelets {
		runKubelets(ctx, client)
	}
	runProvisioner(ctx, client)
	return createNodes(ctx, client, o)
}

// wait returns when the test is over, or with an error when a component ends before it.
func (p *plane) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case err := <-p.datastore.Err():
		return fmt.Errorf("etcd has ended: %w", err)
	case <-p.apiserver.exited:
		return p.apiserver.failure()
	case <-p.controller.exited:
		return p.controller.failure()
	case <-p.scheduler.exited:
		return p.scheduler.failure()
	}
}

func (p *plane) stop() {
	for _, c := range []*component{p.scheduler, p.controller, p.apiserver} {
		if c != nil {
			c.kill()
		}
	}
	if p.datastore != nil {
		p.datastore.Close()
	}
	for _, release := range p.releases {
		release()
	}
}
