package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"time"

	"github.com/argoproj/gitops-engine/pkg/health"
	"github.com/argoproj/gitops-engine/pkg/sync"
	"github.com/argoproj/gitops-engine/pkg/sync/common"
	"github.com/argoproj/gitops-engine/pkg/utils/kube"
	"github.com/go-logr/logr"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// SyncRequest is what an Application and its sync options say.
type SyncRequest struct {
	Desired         objects `json:"desired"`
	Kubeconfig      string  `json:"kubeconfig"`
	Namespace       string  `json:"namespace"`
	ServerSideApply bool    `json:"serverSideApply"`
	// AssumeHealthy goes on to the next wave at once; without it a wave ends when Argo CD's own checks say so.
	AssumeHealthy bool   `json:"assumeHealthy"`
	Manager       string `json:"manager"`
	// TimeoutSeconds ends a sync that waits; what it waits for is then in the message.
	TimeoutSeconds int `json:"timeoutSeconds"`
}

// SyncResult is how the sync went.
type SyncResult struct {
	Phase   string       `json:"phase"`
	Message string       `json:"message"`
	Seconds float64      `json:"seconds"`
	Steps   []SyncStep   `json:"steps"`
	Waves   []SyncedWave `json:"waves"`
}

// SyncStep is what became of one object, in the order of the results.
type SyncStep struct {
	Object  Object `json:"object"`
	Phase   string `json:"phase"`
	Status  string `json:"status"`
	Health  string `json:"health"`
	Message string `json:"message"`
}

// SyncedWave is a wave that was applied, in the order in which that happened.
type SyncedWave struct {
	Phase string `json:"phase"`
	Wave  int    `json:"wave"`
	Final bool   `json:"final"`
}

const pause = 200 * time.Millisecond

func argoSync(input []byte) (any, error) {
	request := SyncRequest{Manager: defaultManager, TimeoutSeconds: 60}
	if err := json.Unmarshal(input, &request); err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	if request.Kubeconfig == "" {
		return nil, errors.New("request: `kubeconfig` must name the cluster to sync to")
	}
	c, err := newCluster(request.Kubeconfig, request.Namespace)
	if err != nil {
		return nil, err
	}
	c.place(request.Desired)

	began := time.Now()
	run := &syncRun{request: request, cluster: c, began: began}
	for !run.phase.Completed() && time.Since(began) < time.Duration(request.TimeoutSeconds)*time.Second {
		if err := run.step(); err != nil {
			return nil, err
		}
		time.Sleep(pause)
	}
	return run.result(), nil
}

// syncRun is the state between two rounds. Argo CD keeps it in the Application's status.
type syncRun struct {
	request SyncRequest
	cluster *cluster
	began   time.Time
	phase   common.OperationPhase
	message string
	results []common.ResourceSyncResult
	waves   []SyncedWave
}

// step is one round: look at the cluster, then apply the next wave if the last one is healthy.
func (r *syncRun) step() error {
	live := map[kube.ResourceKey]*unstructured.Unstructured{}
	for _, desired := range r.request.Desired {
		found, err := r.cluster.live(context.Background(), desired)
		if err != nil {
			return err
		}
		if found != nil {
			live[kube.GetResourceKey(desired)] = found
		}
	}
	desired := make([]*unstructured.Unstructured, len(r.request.Desired))
	for i, object := range r.request.Desired {
		desired[i] = object.DeepCopy()
	}
	state := sync.Reconcile(desired, live, r.request.Namespace, r.cluster)
	options := []sync.SyncOpt{
		sync.WithLogr(logr.Discard()),
		sync.WithInitialState(r.phase, r.message, r.results, metav1.NewTime(r.began)),
		sync.WithServerSideApply(r.request.ServerSideApply),
		sync.WithServerSideApplyManager(r.request.Manager),
		sync.WithSyncWaveHook(func(phase common.SyncPhase, wave int, final bool) error {
			r.waves = append(r.waves, SyncedWave{Phase: string(phase), Wave: wave, Final: final})
			return nil
		}),
	}
	if r.request.AssumeHealthy {
		options = append(options, sync.WithHealthOverride(healthy{}))
	}
	operation, cleanup, err := sync.NewSyncContext("", state, r.cluster.config, r.cluster.config, r.cluster.kubectl,
		r.request.Namespace, r.cluster.openapi, options...)
	if err != nil {
		return err
	}
	defer cleanup()
	operation.Sync()
	r.phase, r.message, r.results = operation.GetState()
	return nil
}

func (r *syncRun) result() SyncResult {
	result := SyncResult{
		Phase: string(r.phase), Message: r.message, Seconds: time.Since(r.began).Seconds(),
		Steps: []SyncStep{}, Waves: r.waves,
	}
	sort.Slice(r.results, func(i, j int) bool { return r.results[i].Order < r.results[j].Order })
	for _, step := range r.results {
		key := step.ResourceKey
		result.Steps = append(result.Steps, SyncStep{
			Object: Object{APIVersion: apiVersion(key.Group, step.Version), Kind: key.Kind,
				Namespace: key.Namespace, Name: key.Name},
			Phase: string(step.SyncPhase), Status: string(step.Status), Health: string(step.HookPhase), Message: step.Message,
		})
	}
	return result
}

func apiVersion(group, version string) string {
	if group == "" {
		return version
	}
	return group + "/" + version
}

type healthy struct{}

// GetResourceHealth takes every object for healthy.
func (healthy) GetResourceHealth(*unstructured.Unstructured) (*health.HealthStatus, error) {
	return &health.HealthStatus{Status: health.HealthStatusHealthy}, nil
}
