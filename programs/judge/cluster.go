package main

import (
	"context"
	"fmt"

	"github.com/argoproj/gitops-engine/pkg/utils/kube"
	"github.com/argoproj/gitops-engine/pkg/utils/tracing"
	"github.com/go-logr/logr"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/kubectl/pkg/util/openapi"
)

// cluster is the live side of a comparison, as Argo CD's application controller sees it.
type cluster struct {
	config    *rest.Config
	dynamic   dynamic.Interface
	mapper    meta.RESTMapper
	kubectl   *kube.KubectlCmd
	openapi   openapi.Resources
	gvkParser *managedfields.GvkParser
	namespace string
}

func newCluster(kubeconfig, namespace string) (*cluster, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	// Argo CD raises these too: the defaults would make a comparison of thirty objects wait for its own turn.
	config.QPS, config.Burst = 200, 400
	config.WarningHandler = rest.NoWarnings{}
	discover, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return nil, err
	}
	groups, err := restmapper.GetAPIGroupResources(discover)
	if err != nil {
		return nil, fmt.Errorf("the API server does not answer: %w", err)
	}
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	kubectl := &kube.KubectlCmd{Log: logr.Discard(), Tracer: tracing.NopTracer{}}
	schemas, parser, err := kubectl.LoadOpenAPISchema(config)
	if err != nil {
		return nil, err
	}
	return &cluster{
		config: config, dynamic: client, mapper: restmapper.NewDiscoveryRESTMapper(groups),
		kubectl: kubectl, openapi: schemas, gvkParser: parser, namespace: namespace,
	}, nil
}

// IsNamespaced makes the cluster a source of scopes for Argo CD's reconciliation.
func (c *cluster) IsNamespaced(kind schema.GroupKind) (bool, error) {
	mapping, err := c.mapper.RESTMapping(kind)
	if err != nil {
		return false, err
	}
	return mapping.Scope.Name() == meta.RESTScopeNameNamespace, nil
}

// place fills in the namespace of the application where a manifest leaves it open.
func (c *cluster) place(desired objects) {
	for _, object := range desired {
		if namespaced, err := c.IsNamespaced(object.GroupVersionKind().GroupKind()); err == nil && namespaced &&
			object.GetNamespace() == "" {
			object.SetNamespace(c.namespace)
		}
	}
}

// live is the object as the cluster has it, or nil when it has none.
func (c *cluster) live(ctx context.Context, desired *unstructured.Unstructured) (*unstructured.Unstructured, error) {
	kind := desired.GroupVersionKind()
	mapping, err := c.mapper.RESTMapping(kind.GroupKind(), kind.Version)
	if err != nil {
		return nil, err
	}
	var resource dynamic.ResourceInterface = c.dynamic.Resource(mapping.Resource)
	if mapping.Scope.Name() == meta.RESTScopeNameNamespace {
		resource = c.dynamic.Resource(mapping.Resource).Namespace(desired.GetNamespace())
	}
	found, err := resource.Get(ctx, desired.GetName(), metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return nil, nil
	}
	return found, err
}
