package main

import (
	"context"
	"fmt"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"cdk8s-llm-d/rehearsal/internal/informer"
)

// watchZone returns when all objects are known.
func watchZone(ctx context.Context, o options) (*zone, error) {
	config, err := clientConfig(o.kubeconfig)
	if err != nil {
		return nil, err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	factory := informers.NewSharedInformerFactory(client, 0)
	core := factory.Core().V1()
	z := &zone{
		domain:         o.domain,
		services:       core.Services().Lister(),
		namespaces:     core.Namespaces().Lister(),
		endpointSlices: factory.Discovery().V1().EndpointSlices().Lister(),
	}
	return z, informer.Start(ctx, factory)
}

func clientConfig(kubeconfig string) (*rest.Config, error) {
	if kubeconfig != "" {
		return clientcmd.BuildConfigFromFlags("", kubeconfig)
	}
	config, err := rest.InClusterConfig()
	if err != nil {
		return nil, fmt.Errorf("service account: %w; outside of a pod, name a --kubeconfig", err)
	}
	return config, nil
}
