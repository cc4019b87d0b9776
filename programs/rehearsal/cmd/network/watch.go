package main

import (
	"context"
	"os"
	"time"

	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	"cdk8s-llm-d/rehearsal/internal/informer"
)

// watch keeps a table as the API server's objects want it.
type watch struct {
	informers informers.SharedInformerFactory
	changed   informer.Changes
}

func newWatch(kubeconfig string) (*watch, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	return &watch{informers: informers.NewSharedInformerFactory(client, 0), changed: informer.NewChanges()}, nil
}

func (w *watch) run(ctx context.Context, t *table, ready func()) error {
	if err := w.start(ctx); err != nil {
		return err
	}
	w.changed.Notice()
	denials := newDenials()
	polls := time.NewTicker(500 * time.Millisecond)
	defer polls.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-polls.C:
			if err := denials.report(t, os.Stderr); err != nil {
				return err
			}
			continue
		case <-w.changed:
		}
		w.changed.Settle(50 * time.Millisecond)
		rules := w.cluster().rules()
		if err := t.write(rules); err != nil {
			return err
		}
		denials.know(rules)
		if ready != nil {
			ready()
			ready = nil
		}
	}
}

func (w *watch) start(ctx context.Context) error {
	core := w.informers.Core().V1()
	if err := w.changed.Of(
		core.Pods().Informer(), core.Services().Informer(), core.Namespaces().Informer(),
		w.informers.Discovery().V1().EndpointSlices().Informer(),
		w.informers.Networking().V1().NetworkPolicies().Informer(),
	); err != nil {
		return err
	}
	return informer.Start(ctx, w.informers)
}

func (w *watch) cluster() *cluster {
	// Listing a cache does not fail.
	var c cluster
	core, all := w.informers.Core().V1(), labels.Everything()
	c.pods, _ = core.Pods().Lister().List(all)
	c.services, _ = core.Services().Lister().List(all)
	c.namespaces, _ = core.Namespaces().Lister().List(all)
	c.endpointSlices, _ = w.informers.Discovery().V1().EndpointSlices().Lister().List(all)
	c.policies, _ = w.informers.Networking().V1().NetworkPolicies().Lister().List(all)
	return &c
}
