package main

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// route is one match of an HTTPRoute as Envoy routes it.
type route struct {
	match   httpRouteMatch
	source  *httpRoute
	rule    httpRouteRule
	targets []backend
}

// routesOf are a route's matches, each with where its requests go.
func (w *world) routesOf(gateway *gateway, source *httpRoute) []route {
	var routes []route
	for _, rule := range source.Spec.Rules {
		var targets []backend
		for _, reference := range rule.BackendRefs {
			targets = append(targets, w.resolve(gateway, source, reference))
		}
		matches := rule.Matches
		if len(matches) == 0 {
			matches = []httpRouteMatch{{}}
		}
		for _, match := range matches {
			routes = append(routes, route{match, source, rule, targets})
		}
	}
	return routes
}

// byPrecedence is the order of Gateway API: Envoy takes the first route that matches.
func byPrecedence(a, b route) int {
	exact := func(r route) int {
		if r.match.Path.Type == "Exact" {
			return 1
		}
		return 0
	}
	return cmp.Or(
		cmp.Compare(exact(b), exact(a)),
		cmp.Compare(len(b.match.Path.Value), len(a.match.Path.Value)),
		cmp.Compare(len(b.match.Method), len(a.match.Method)),
		cmp.Compare(len(b.match.Headers), len(a.match.Headers)),
		a.source.CreationTimestamp.Compare(b.source.CreationTimestamp.Time),
		byName(a.source, b.source),
	)
}

func sorted(routes []route) []route {
	return slices.SortedStableFunc(slices.Values(routes), byPrecedence)
}

func (r route) envoy() object {
	result := object{"match": r.envoyMatch()}
	total := int64(0)
	targets := list{}
	for _, backend := range r.targets {
		if backend.weight == 0 {
			continue
		}
		target := object{"name": missing, "weight": backend.weight}
		if backend.cluster != nil {
			total += int64(backend.weight)
			target["name"] = backend.cluster.name
		}
		if backend.picker != nil {
			target["typed_per_filter_config"] = asksPicker(backend.picker, backend.pool.picker.failOpen)
		}
		targets = append(targets, target)
	}
	if total == 0 {
		result["direct_response"] = object{"status": 500}
		return result
	}
	action := object{
		"weighted_clusters":               object{"clusters": targets},
		"cluster_not_found_response_code": "INTERNAL_SERVER_ERROR",
		"timeout":                         seconds(r.rule.timeout()),
	}
	for _, filter := range r.rule.Filters {
		maps.Copy(action, r.rewritten(filter.URLRewrite.Path.ReplacePrefixMatch))
	}
	result["route"] = action
	return result
}

// rewritten puts another prefix in the place of the one that matches. Nothing in its place leaves the slash that
// follows it, as Istio does.
func (r route) rewritten(prefix string) object {
	if prefix = strings.TrimSuffix(prefix, "/"); prefix != "" {
		return object{"prefix_rewrite": prefix}
	}
	matched := regexp.QuoteMeta(strings.TrimSuffix(r.match.Path.Value, "/"))
	return object{"regex_rewrite": object{
		"pattern": object{"regex": "^" + matched + "/?"}, "substitution": "/",
	}}
}

// missing is a cluster that does not exist: a backend that does not resolve gets its share of the requests answered
// with 500.
const missing = "missing"

func (r route) envoyMatch() object {
	match := object{}
	path := r.match.Path.Value
	switch prefix := strings.TrimSuffix(path, "/"); {
	case r.match.Path.Type == "Exact":
		match["path"] = path
	case prefix == "":
		match["prefix"] = "/"
	default:
		match["path_separated_prefix"] = prefix
	}
	headers := list{}
	for _, header := range r.match.Headers {
		headers = append(headers, exactHeader(header.Name, header.Value))
	}
	if r.match.Method != "" {
		headers = append(headers, exactHeader(":method", r.match.Method))
	}
	if len(headers) > 0 {
		match["headers"] = headers
	}
	return match
}

func exactHeader(name, value string) object {
	return object{"name": name, "string_match": object{"exact": value}}
}

func seconds(duration time.Duration) string { return fmt.Sprintf("%.3fs", duration.Seconds()) }
