package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// authorizationPolicy is what this controller reads of an Istio AuthorizationPolicy.
type authorizationPolicy struct {
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		TargetRefs []targetRef         `json:"targetRefs"`
		Selector   object              `json:"selector"`
		Action     string              `json:"action"`
		Rules      []authorizationRule `json:"rules"`
	} `json:"spec"`
}

type targetRef struct {
	Group string `json:"group"`
	Kind  string `json:"kind"`
	Name  string `json:"name"`
}

type authorizationRule struct {
	From []source    `json:"from"`
	To   []any       `json:"to"`
	When []condition `json:"when"`
}

type source struct {
	Source struct {
		NotRequestPrincipals []string `json:"notRequestPrincipals"`
	} `json:"source"`
}

// withoutToken tells whether the rule is for requests without a valid token.
func (r authorizationRule) withoutToken() bool {
	return len(r.From) == 1 && slices.Equal(r.From[0].Source.NotRequestPrincipals, []string{"*"})
}

type condition struct {
	Key       string   `json:"key"`
	Values    []string `json:"values"`
	NotValues []string `json:"notValues"`
}

// attached tells whether Istio applies the policy to a Gateway: it names it, or nothing in particular of its namespace.
func (p *authorizationPolicy) attached(gateway *gateway) bool {
	return attachedTo(p.Spec.TargetRefs, p.Namespace, gateway)
}

func attachedTo(targets []targetRef, namespace string, gateway *gateway) bool {
	if namespace != gateway.Namespace {
		return false
	}
	for _, target := range targets {
		if target.Group == gatewayGroup && target.Kind == "Gateway" && target.Name == gateway.Name {
			return true
		}
	}
	return len(targets) == 0
}

// unsupported says what of a policy this controller cannot do.
func (p *authorizationPolicy) unsupported() string {
	if p.Spec.Action != "DENY" || p.Spec.Selector != nil {
		return "only policies that deny, without a selector, are supported"
	}
	for _, rule := range p.Spec.Rules {
		if len(rule.To) > 0 || (rule.withoutToken() == (len(rule.When) > 0)) || (len(rule.From) > 0 && !rule.withoutToken()) {
			return "only rules of `when`, and of requests without a token, are supported"
		}
		for _, condition := range rule.When {
			if condition.header() == "" || len(condition.NotValues) > 0 {
				return "only values of request headers are supported"
			}
			for _, value := range condition.Values {
				if value != "*" && strings.Contains(value, "*") {
					return "patterns of values are not supported"
				}
			}
		}
	}
	return ""
}

// header is the name in request.headers[name], empty for another key.
func (c condition) header() string {
	name, isHeader := strings.CutPrefix(c.Key, "request.headers[")
	name, closed := strings.CutSuffix(name, "]")
	if !isHeader || !closed {
		return ""
	}
	return name
}

// authorization are the filters that Istio puts before the one that asks the picker: what a caller sends is judged, and
// not what the picker adds.
func (w *world) authorization(gateway *gateway) list {
	policies := object{}
	for _, policy := range w.policies {
		if !policy.attached(gateway) {
			continue
		}
		name := fmt.Sprintf("ns[%s]-policy[%s]", policy.Namespace, policy.Name)
		if message := policy.unsupported(); message != "" {
			// Leaving it out silently would let requests in that must be refused.
			fmt.Fprintf(os.Stderr, "gateway: every request is refused: AuthorizationPolicy %s/%s: %s\n", policy.Namespace,
				policy.Name, message)
			policies[name] = object{"permissions": list{object{"any": true}}, "principals": list{object{"any": true}}}
			continue
		}
		for index, rule := range policy.Spec.Rules {
			policies[fmt.Sprintf("%s-rule[%d]", name, index)] = object{
				"permissions": list{object{"any": true}},
				"principals":  list{rule.principal()},
			}
		}
	}
	tokens := w.tokens(gateway)
	if len(policies) == 0 {
		return tokens
	}
	return append(tokens, object{
		"name": "envoy.filters.http.rbac",
		"typed_config": object{
			"@type": typeURL("envoy.extensions.filters.http.rbac.v3.RBAC"),
			"rules": object{"action": "DENY", "policies": policies},
		},
	})
}

func (r authorizationRule) principal() object {
	if r.withoutToken() {
		return object{"not_id": object{"metadata": object{
			"filter": jwtFilter, "path": list{object{"key": payloadKey}, object{"key": "iss"}},
			"value": object{"present_match": true},
		}}}
	}
	return object{"and_ids": object{"ids": r.headers()}}
}

func (r authorizationRule) headers() list {
	all := list{}
	for _, condition := range r.When {
		values := list{}
		for _, value := range condition.Values {
			if value == "*" {
				values = append(values, object{"header": object{"name": condition.header(), "present_match": true}})
			} else {
				values = append(values, object{"header": exactHeader(condition.header(), value)})
			}
		}
		all = append(all, object{"or_ids": object{"ids": values}})
	}
	return all
}
