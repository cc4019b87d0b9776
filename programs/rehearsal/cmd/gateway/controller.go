package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"

	"cdk8s-llm-d/rehearsal/internal/informer"
)

// controller keeps Envoys, their configuration and all status as the API server's objects want them.
type controller struct {
	options   options
	discovery *discovery
	kinds     kinds
	typed     kubernetes.Interface
	dynamic   dynamic.Interface

	typedInformers   informers.SharedInformerFactory
	dynamicInformers dynamicinformer.DynamicSharedInformerFactory
	changed          informer.Changes
}

// kinds are the resources that no typed client knows.
type kinds struct {
	gatewayClasses, gateways, routes, pools, rules, policies, authentications schema.GroupVersionResource
}

func (k kinds) all() []schema.GroupVersionResource {
	return []schema.GroupVersionResource{k.gatewayClasses, k.gateways, k.routes, k.pools, k.rules, k.policies,
		k.authentications}
}

func newController(options options, discovery *discovery) (*controller, error) {
	config, err := clientcmd.BuildConfigFromFlags("", options.kubeconfig)
	if err != nil {
		return nil, err
	}
	// The defaults would make one reconcile wait for the requests of the one before.
	config.QPS, config.Burst = 200, 400
	typed, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	untyped, err := dynamic.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	group := schema.GroupVersion{Group: gatewayGroup, Version: "v1"}
	return &controller{
		options:   options,
		discovery: discovery,
		kinds: kinds{
			gatewayClasses: group.WithResource("gatewayclasses"),
			gateways:       group.WithResource("gateways"),
			routes:         group.WithResource("httproutes"),
			pools: schema.GroupVersionResource{Group: options.poolGroup, Version: poolForms[options.poolGroup].version,
				Resource: "inferencepools"},
			rules: schema.GroupVersionResource{Group: "networking.istio.io", Version: "v1",
				Resource: "destinationrules"},
			policies: schema.GroupVersionResource{Group: "security.istio.io", Version: "v1",
				Resource: "authorizationpolicies"},
			authentications: schema.GroupVersionResource{Group: "security.istio.io", Version: "v1",
				Resource: "requestauthentications"},
		},
		typed:            typed,
		dynamic:          untyped,
		typedInformers:   informers.NewSharedInformerFactory(typed, 0),
		dynamicInformers: dynamicinformer.NewDynamicSharedInformerFactory(untyped, 0),
		changed:          informer.NewChanges(),
	}, nil
}

func (c *controller) run(ctx context.Context, ready func()) error {
	if err := c.watch(ctx); err != nil {
		return err
	}
	c.changed.Notice()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-c.changed:
		}
		c.changed.Settle(100 * time.Millisecond)
		if err := c.reconcile(ctx); err != nil && ctx.Err() == nil {
			fmt.Fprintf(os.Stderr, "gateway: %v\n", err)
			time.AfterFunc(time.Second, c.changed.Notice)
		}
		if ready != nil {
			ready()
			ready = nil
		}
	}
}

func (c *controller) watch(ctx context.Context) error {
	core, apps := c.typedInformers.Core().V1(), c.typedInformers.Apps().V1()
	watched := []cache.SharedIndexInformer{
		core.Pods().Informer(), core.Services().Informer(), core.ConfigMaps().Informer(),
		core.Secrets().Informer(), apps.Deployments().Informer(),
		c.typedInformers.Discovery().V1().EndpointSlices().Informer(),
	}
	for _, kind := range c.kinds.all() {
		watched = append(watched, c.dynamicInformers.ForResource(kind).Informer())
	}
	if err := c.changed.Of(watched...); err != nil {
		return err
	}
	c.typedInformers.Start(ctx.Done())
	c.dynamicInformers.Start(ctx.Done())
	c.typedInformers.WaitForCacheSync(ctx.Done())
	for _, kind := range c.kinds.all() {
		// What is not installed yet counts as none of it: its informer goes on trying.
		_, err := c.dynamic.Resource(kind).List(ctx, oneOnly)
		if apierrors.IsNotFound(err) {
			continue
		}
		if err != nil {
			return err
		}
		cache.WaitForCacheSync(ctx.Done(), c.dynamicInformers.ForResource(kind).Informer().HasSynced)
	}
	return ctx.Err()
}

// reconcile does everything that the objects want, however far that is; what fails does not stop the rest.
func (c *controller) reconcile(ctx context.Context) error {
	if err := c.reconcileClass(ctx); err != nil {
		return err
	}
	w, err := c.world()
	if err != nil {
		return err
	}
	configs := map[string]config{}
	for _, gateway := range w.gateways {
		configs[gateway.node()] = w.config(gateway)
	}
	c.discovery.set(configs)

	var failures []error
	for _, gateway := range w.gateways {
		objects, invalid := w.dataPlane(gateway, c.options.image, c.options.advertise)
		for _, object := range objects {
			failures = append(failures, c.apply(ctx, object))
		}
		failures = append(failures, c.writeStatus(ctx, c.kinds.gateways, gateway.source, w.gatewayStatus(gateway, invalid)))
	}
	for _, route := range w.routes {
		failures = append(failures, c.writeStatus(ctx, c.kinds.routes, route.source, w.httpRouteStatus(route)))
	}
	for _, pool := range w.pools {
		if parents := w.poolParents(pool); len(parents) > 0 || len(pool.parents) > 0 {
			field := poolForms[c.options.poolGroup].parentsField
			failures = append(failures, c.writeStatus(ctx, c.kinds.pools, pool.source, object{field: parents}))
		}
	}
	return errors.Join(failures...)
}

func (c *controller) listed(kind schema.GroupVersionResource) []*unstructured.Unstructured {
	var objects []*unstructured.Unstructured
	for _, item := range c.dynamicInformers.ForResource(kind).Informer().GetStore().List() {
		objects = append(objects, item.(*unstructured.Unstructured))
	}
	return objects
}
