package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// lostNode is the annotation of a node that is to be cut off, as when its machine loses power or its network.
const lostNode = "rehearsal.cdk8s-llm-d/lost"

// Those of the kubelet of Kubernetes 1.34: a lease of 40 s, renewed after a quarter of that.
const (
	leaseSeconds = 40
	renewal      = 10 * time.Second
)

// renewLeases keeps the nodes alive for the node controller, but for those that are lost.
func (k *kubelet) renewLeases(ctx context.Context, nodes []corev1.Node) {
	ticks := time.NewTicker(renewal)
	defer ticks.Stop()
	for {
		for _, node := range nodes {
			if k.isLost(node.Name) {
				continue
			}
			if err := k.renewLease(ctx, node.Name); err != nil && ctx.Err() == nil {
				fmt.Fprintf(os.Stderr, "kubelet: lease of node %s: %v\n", node.Name, err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
		}
	}
}

func (k *kubelet) renewLease(ctx context.Context, node string) error {
	leases := k.client.CoordinationV1().Leases(corev1.NamespaceNodeLease)
	seconds, now := int32(leaseSeconds), metav1.NowMicro()
	spec := coordinationv1.LeaseSpec{HolderIdentity: &node, LeaseDurationSeconds: &seconds, RenewTime: &now}
	lease, err := leases.Get(ctx, node, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		lease = &coordinationv1.Lease{ObjectMeta: metav1.ObjectMeta{Name: node}, Spec: spec}
		_, err = leases.Create(ctx, lease, metav1.CreateOptions{})
		return err
	}
	if err != nil {
		return err
	}
	lease.Spec = spec
	_, err = leases.Update(ctx, lease, metav1.UpdateOptions{})
	return err
}

// seeNode loses a node once it is marked; nothing brings it back. One that is alive after all says so, as a kubelet
// does that was too slow for a while.
func (k *kubelet) seeNode(ctx context.Context, node *corev1.Node) {
	switch {
	case k.isLost(node.Name):
	case node.Annotations[lostNode] != "":
		k.lose(node.Name)
	case !ready(node):
		if err := k.setReady(ctx, node.DeepCopy()); err != nil && ctx.Err() == nil && !apierrors.IsConflict(err) {
			fmt.Fprintf(os.Stderr, "kubelet: node %s: %v\n", node.Name, err)
		}
	}
}

func ready(node *corev1.Node) bool {
	return slices.ContainsFunc(node.Status.Conditions, func(c corev1.NodeCondition) bool {
		return c.Type == corev1.NodeReady && c.Status == corev1.ConditionTrue
	})
}

func (k *kubelet) setReady(ctx context.Context, node *corev1.Node) error {
	node.Status.Conditions = []corev1.NodeCondition{{
		Type: corev1.NodeReady, Status: corev1.ConditionTrue, Reason: "KubeletReady",
		LastHeartbeatTime: metav1.Now(), LastTransitionTime: metav1.Now(),
	}}
	_, err := k.client.CoreV1().Nodes().UpdateStatus(ctx, node, metav1.UpdateOptions{})
	return err
}

func (k *kubelet) lose(node string) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.lost[node] = true
	for _, worker := range k.workers {
		if worker.pod().Spec.NodeName == node {
			worker.cutOff()
		}
	}
}

func (k *kubelet) isLost(node string) bool {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	return k.lost[node]
}

// cutOff takes a pod out of the network, and out of what the API server is told. Its processes go on, as they do on a
// machine that nobody reaches: no connection is closed, no packet is answered.
func (w *podWorker) cutOff() {
	w.lost.Store(true)
	if w.network == nil {
		return
	}
	if err := w.network.silence(); err != nil {
		fmt.Fprintf(os.Stderr, "kubelet: pod %s cannot be cut off: %v\n", w.pod().Name, err)
	}
}
