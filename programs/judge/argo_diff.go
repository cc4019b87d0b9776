package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/argoproj/gitops-engine/pkg/diff"
	"github.com/argoproj/gitops-engine/pkg/health"
	"github.com/argoproj/gitops-engine/pkg/utils/kube"
	"github.com/argoproj/gitops-engine/pkg/utils/tracing"
	jsonpatch "github.com/evanphx/json-patch/v5"
	"github.com/go-logr/logr"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// DiffRequest is desired against live. Live objects come from the cluster of the kubeconfig, or from the request.
type DiffRequest struct {
	Desired    objects `json:"desired"`
	Kubeconfig string  `json:"kubeconfig"`
	// Namespace is the Application's destination, for manifests without one.
	Namespace string `json:"namespace"`
	// Live and Predicted stand in for a cluster; Predicted are the answers of a dry-run server-side apply. Without a
	// server's schemas, the server-side strategies do not know the list keys and defaults of custom resources.
	Live      objects `json:"live"`
	Predicted objects `json:"predicted"`
	// Manager is the field manager that applies.
	Manager string `json:"manager"`
	// CompareStatus compares `status` too, which Argo CD does not do unless told to.
	CompareStatus bool `json:"compareStatus"`
}

// ObjectDiff is one object's verdict in each strategy.
type ObjectDiff struct {
	Object Object `json:"object"`
	Order
	Exists bool `json:"exists"`
	// Health is null for kinds that Argo CD has no check for in Go; those count as healthy.
	Health *health.HealthStatus `json:"health"`
	// ClientSide is the default; ServerSideApply goes with the sync option of that name; ServerSideDiff with the compare
	// option.
	ClientSide      Comparison `json:"clientSide"`
	ServerSideApply Comparison `json:"serverSideApply"`
	ServerSideDiff  Comparison `json:"serverSideDiff"`
}

// Comparison is in sync, or has the change that a sync would make as a JSON merge patch, or the error that Argo CD
// would show.
type Comparison struct {
	InSync bool            `json:"inSync"`
	Change json.RawMessage `json:"change,omitempty"`
	Error  string          `json:"error,omitempty"`
}

// defaultManager is the name under which Argo CD's application controller applies.
const defaultManager = "argocd-controller"

func argoDiff(input []byte) (any, error) {
	request := DiffRequest{Manager: defaultManager}
	if err := json.Unmarshal(input, &request); err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	side, cleanup, err := liveSide(request)
	if err != nil {
		return nil, err
	}
	defer cleanup()
	diffs := []ObjectDiff{}
	for _, desired := range request.Desired {
		judged, err := side.compare(desired)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", desired.GetKind(), desired.GetName(), err)
		}
		diffs = append(diffs, judged)
	}
	return diffs, nil
}

// comparer holds what all comparisons of a request share.
type comparer struct {
	live    func(*unstructured.Unstructured) (*unstructured.Unstructured, error)
	options []diff.Option
	dryRun  diff.ServerSideDryRunner
}

func liveSide(request DiffRequest) (*comparer, func(), error) {
	side := &comparer{options: []diff.Option{
		diff.WithLogr(logr.Discard()), diff.WithManager(request.Manager),
		diff.WithNormalizer(normalizer{request.CompareStatus}),
	}}
	if request.Kubeconfig == "" {
		side.live = func(desired *unstructured.Unstructured) (*unstructured.Unstructured, error) {
			return find(request.Live, desired), nil
		}
		side.dryRun = predictions(request.Predicted)
		// Leaving out what webhooks change needs the schemas of a server.
		side.options = append(side.options, diff.WithIgnoreMutationWebhook(false))
		return side, func() {}, nil
	}
	c, err := newCluster(request.Kubeconfig, request.Namespace)
	if err != nil {
		return nil, nil, err
	}
	c.place(request.Desired)
	applier, cleanup, err := kube.ManageServerSideDiffDryRuns(c.config, c.openapi, tracing.NopTracer{},
		logr.Discard(), nil)
	if err != nil {
		return nil, nil, err
	}
	side.live = func(desired *unstructured.Unstructured) (*unstructured.Unstructured, error) {
		return c.live(context.Background(), desired)
	}
	side.dryRun = diff.NewK8sServerSideDryRunner(applier)
	side.options = append(side.options, diff.WithGVKParser(c.gvkParser))
	return side, cleanup, nil
}

func (c *comparer) compare(desired *unstructured.Unstructured) (ObjectDiff, error) {
	live, err := c.live(desired)
	if err != nil {
		return ObjectDiff{}, err
	}
	judged := ObjectDiff{
		Object:          objectOf(desired),
		Order:           orderOf(desired),
		Exists:          live != nil,
		ClientSide:      c.by(desired, live),
		ServerSideApply: c.by(desired, live, diff.WithStructuredMergeDiff(true)),
		ServerSideDiff:  c.by(desired, live, diff.WithServerSideDiff(true), diff.WithServerSideDryRunner(c.dryRun)),
	}
	if live == nil {
		judged.Health = &health.HealthStatus{Status: health.HealthStatusMissing}
		return judged, nil
	}
	judged.Health, err = health.GetResourceHealth(live, nil)
	return judged, err
}

func (c *comparer) by(desired, live *unstructured.Unstructured, strategy ...diff.Option) Comparison {
	result, err := diff.Diff(desired, live, append(append([]diff.Option{}, c.options...), strategy...)...)
	if err != nil {
		return Comparison{Error: err.Error()}
	}
	if !result.Modified {
		return Comparison{InSync: true}
	}
	if live == nil {
		return Comparison{Change: result.PredictedLive}
	}
	change, err := jsonpatch.CreateMergePatch(result.NormalizedLive, result.PredictedLive)
	if err != nil {
		return Comparison{Error: err.Error()}
	}
	return Comparison{Change: change}
}

// predictions answers from the request what a dry run on the cluster would.
type predictions objects

// Run finds the prediction for an object.
func (p predictions) Run(_ context.Context, object *unstructured.Unstructured, _ string) (string, error) {
	predicted := find(objects(p), object)
	if predicted == nil {
		return "", errors.New("needs a kubeconfig, or the answer of a dry-run apply in `predicted`")
	}
	text, err := predicted.MarshalJSON()
	return string(text), err
}

func find(among objects, wanted *unstructured.Unstructured) *unstructured.Unstructured {
	for _, object := range among {
		if kube.GetResourceKey(object) == kube.GetResourceKey(wanted) {
			return object.DeepCopy()
		}
	}
	return nil
}
