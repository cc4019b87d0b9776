package main

import (
	"github.com/llm-d/llm-d-inference-scheduler/pkg/plugins/filter"
	prerequest "github.com/llm-d/llm-d-inference-scheduler/pkg/plugins/pre-request"
	"github.com/llm-d/llm-d-inference-scheduler/pkg/plugins/profile"
	"github.com/llm-d/llm-d-inference-scheduler/pkg/plugins/scorer"
	"sigs.k8s.io/gateway-api-inference-extension/pkg/epp/plugins"
)

// registerPlugins is llm-d's own list without precise-prefix-cache-scorer, which needs cgo: a configuration
// that names it is refused as an unknown plugin instead of being accepted by a stand-in.
func registerPlugins() {
	plugins.Register(filter.ByLabelType, filter.ByLabelFactory)
	plugins.Register(filter.ByLabelSelectorType, filter.ByLabelSelectorFactory)
	plugins.Register(filter.DecodeRoleType, filter.DecodeRoleFactory)
	plugins.Register(filter.PrefillRoleType, filter.PrefillRoleFactory)
	plugins.Register(prerequest.PrefillHeaderHandlerType, prerequest.PrefillHeaderHandlerFactory)
	plugins.Register(profile.PdProfileHandlerType, profile.PdProfileHandlerFactory)
	plugins.Register(profile.DataParallelProfileHandlerType, profile.DataParallelProfileHandlerFactory)
	plugins.Register(scorer.LoadAwareType, scorer.LoadAwareFactory)
	plugins.Register(scorer.SessionAffinityType, scorer.SessionAffinityFactory)
	plugins.Register(scorer.ActiveRequestType, scorer.ActiveRequestFactory)
	plugins.Register(scorer.NoHitLRUType, scorer.NoHitLRUFactory)
}
