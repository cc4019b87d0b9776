package main

import (
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// requestAuthentication is what this controller reads of an Istio RequestAuthentication.
type requestAuthentication struct {
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		TargetRefs []targetRef `json:"targetRefs"`
		JWTRules   []jwtRule   `json:"jwtRules"`
	} `json:"spec"`
}

type jwtRule struct {
	Issuer    string   `json:"issuer"`
	Audiences []string `json:"audiences"`
	JWKS      string   `json:"jwks"`
	JWKSURI   string   `json:"jwksUri"`
}

const (
	jwtFilter = "envoy.filters.http.jwt_authn"
	// payloadKey is where the filter leaves the claims of a valid token.
	payloadKey = "payload"
)

// tokens is the filter that refuses tokens which are not valid. A request without one passes it, as with Istio.
//
// Keys that would have to be fetched from an issuer are none here, where there is no network: every token is refused.
func (w *world) tokens(gateway *gateway) list {
	providers, ways := object{}, list{}
	for _, authentication := range w.authentications {
		for index, rule := range authentication.Spec.JWTRules {
			if !attachedTo(authentication.Spec.TargetRefs, authentication.Namespace, gateway) {
				continue
			}
			keys := rule.JWKS
			if keys == "" {
				keys = `{"keys":[]}`
			}
			name := fmt.Sprintf("%s/%s-%d", authentication.Namespace, authentication.Name, index)
			provider := object{
				"issuer": rule.Issuer, "forward": true, "payload_in_metadata": payloadKey,
				"local_jwks": object{"inline_string": keys},
			}
			if len(rule.Audiences) > 0 {
				provider["audiences"] = rule.Audiences
			}
			providers[name] = provider
			ways = append(ways, object{"provider_name": name})
		}
	}
	if len(ways) == 0 {
		return list{}
	}
	ways = append(ways, object{"allow_missing": object{}})
	return list{object{
		"name": jwtFilter,
		"typed_config": object{
			"@type":     typeURL("envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication"),
			"providers": providers,
			"rules": list{object{
				"match": object{"prefix": "/"}, "requires": object{"requires_any": object{"requirements": ways}},
			}},
		},
	}}
}
