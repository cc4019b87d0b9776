package main

import (
	"encoding/json"
	"slices"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
)

// world is what the informers know now.
func (c *controller) world() (*world, error) {
	w := &world{poolGroup: c.options.poolGroup}
	for _, source := range c.listed(c.kinds.gateways) {
		gateway, err := read(source, gateway{source: source})
		if err != nil {
			return nil, err
		}
		if gateway.Spec.GatewayClassName == c.options.class && gateway.DeletionTimestamp == nil && c.ownsClass() {
			w.gateways = append(w.gateways, gateway)
		}
	}
	for _, source := range c.listed(c.kinds.routes) {
		route, err := read(source, httpRoute{source: source})
		if err != nil {
			return nil, err
		}
		w.routes = append(w.routes, route)
	}
	for _, source := range c.listed(c.kinds.pools) {
		pool, err := poolForms[c.options.poolGroup].read(source)
		if err != nil {
			return nil, err
		}
		w.pools = append(w.pools, pool)
	}
	for _, source := range c.listed(c.kinds.rules) {
		rule, err := read(source, destinationRule{})
		if err != nil {
			return nil, err
		}
		w.rules = append(w.rules, rule)
	}
	for _, source := range c.listed(c.kinds.policies) {
		policy, err := read(source, authorizationPolicy{})
		if err != nil {
			return nil, err
		}
		w.policies = append(w.policies, policy)
	}
	for _, source := range c.listed(c.kinds.authentications) {
		authentication, err := read(source, requestAuthentication{})
		if err != nil {
			return nil, err
		}
		w.authentications = append(w.authentications, authentication)
	}
	core := c.typedInformers.Core().V1()
	var err error
	if w.secrets, err = core.Secrets().Lister().List(labels.Everything()); err != nil {
		return nil, err
	}
	if w.pods, err = core.Pods().Lister().List(labels.Everything()); err != nil {
		return nil, err
	}
	if w.services, err = core.Services().Lister().List(labels.Everything()); err != nil {
		return nil, err
	}
	if w.configMaps, err = core.ConfigMaps().Lister().List(labels.Everything()); err != nil {
		return nil, err
	}
	if w.deployments, err = c.typedInformers.Apps().V1().Deployments().Lister().List(labels.Everything()); err != nil {
		return nil, err
	}
	if w.slices, err = c.typedInformers.Discovery().V1().EndpointSlices().Lister().List(labels.Everything()); err != nil {
		return nil, err
	}
	slices.SortFunc(w.gateways, byName)
	slices.SortFunc(w.routes, byName)
	slices.SortFunc(w.pools, byName)
	slices.SortFunc(w.rules, byName)
	slices.SortFunc(w.policies, byName)
	slices.SortFunc(w.authentications, byName)
	return w, nil
}

func read[T any](source *unstructured.Unstructured, into T) (*T, error) {
	text, err := source.MarshalJSON()
	if err != nil {
		return nil, err
	}
	return &into, json.Unmarshal(text, &into)
}
