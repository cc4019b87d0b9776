package main

import (
	"fmt"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// httpRoute is what this controller reads of an HTTPRoute.
type httpRoute struct {
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		ParentRefs []parentRef     `json:"parentRefs"`
		Hostnames  []string        `json:"hostnames"`
		Rules      []httpRouteRule `json:"rules"`
	} `json:"spec"`
	Status httpRouteStatus `json:"status"`

	source *unstructured.Unstructured
}

// parentRef keeps what is absent absent: a status must repeat it as it is in the spec.
type parentRef struct {
	Group       *string `json:"group,omitempty"`
	Kind        *string `json:"kind,omitempty"`
	Namespace   *string `json:"namespace,omitempty"`
	Name        string  `json:"name"`
	SectionName *string `json:"sectionName,omitempty"`
	Port        *int32  `json:"port,omitempty"`
}

type httpRouteRule struct {
	Matches     []httpRouteMatch `json:"matches"`
	Filters     []routeFilter    `json:"filters"`
	BackendRefs []backendRef     `json:"backendRefs"`
	Timeouts    struct {
		Request        string `json:"request"`
		BackendRequest string `json:"backendRequest"`
	} `json:"timeouts"`
}

// routeFilter is the one kind of filter that is supported: another path in the place of the one that matches.
type routeFilter struct {
	Type       string `json:"type"`
	URLRewrite struct {
		Hostname string `json:"hostname"`
		Path     struct {
			Type               string `json:"type"`
			ReplacePrefixMatch string `json:"replacePrefixMatch"`
		} `json:"path"`
	} `json:"urlRewrite"`
}

func (f routeFilter) supported() bool {
	return f.Type == "URLRewrite" && f.URLRewrite.Hostname == "" && f.URLRewrite.Path.Type == "ReplacePrefixMatch"
}

type httpRouteMatch struct {
	Path struct {
		Type  string `json:"type"`
		Value string `json:"value"`
	} `json:"path"`
	Method      string        `json:"method"`
	Headers     []headerMatch `json:"headers"`
	QueryParams []any         `json:"queryParams"`
}

type headerMatch struct {
	Type  string `json:"type"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

type backendRef struct {
	Group     *string `json:"group"`
	Kind      *string `json:"kind"`
	Namespace *string `json:"namespace"`
	Name      string  `json:"name"`
	Port      *int32  `json:"port"`
	Weight    *int32  `json:"weight"`
	Filters   []any   `json:"filters"`
}

// unsupported says what of a route this controller cannot do: leaving it out silently would send requests where they
// must not go.
func (r *httpRoute) unsupported() string {
	for _, rule := range r.Spec.Rules {
		for _, filter := range rule.Filters {
			if !filter.supported() {
				return "filters are not supported, but for a prefix that is replaced"
			}
		}
		for _, backend := range rule.BackendRefs {
			if len(backend.Filters) > 0 {
				return "filters are not supported"
			}
		}
		for _, match := range rule.Matches {
			if kind := match.Path.Type; kind != "" && kind != "PathPrefix" && kind != "Exact" {
				return fmt.Sprintf("path match type %q is not supported", kind)
			}
			if len(match.QueryParams) > 0 {
				return "query parameter matches are not supported"
			}
			for _, header := range match.Headers {
				if header.Type != "" && header.Type != "Exact" {
					return fmt.Sprintf("header match type %q is not supported", header.Type)
				}
			}
		}
	}
	return ""
}

// timeout is the shorter one, which Gateway API makes that of the backend; 0 is none.
func (r httpRouteRule) timeout() time.Duration {
	for _, text := range []string{r.Timeouts.BackendRequest, r.Timeouts.Request} {
		// The API server has checked the form, all of which Go reads.
		if duration, err := time.ParseDuration(text); err == nil && duration > 0 {
			return duration
		}
	}
	return 0
}

func valueOr[T any](pointer *T, fallback T) T {
	if pointer == nil {
		return fallback
	}
	return *pointer
}
