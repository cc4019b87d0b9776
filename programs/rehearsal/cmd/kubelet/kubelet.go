package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	typedcorev1 "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/record"

	"cdk8s-llm-d/rehearsal/internal/program"
)

// kubelet is what the pods of this machine share.
type kubelet struct {
	options
	client    kubernetes.Interface
	images    imageTable
	events    record.EventRecorder
	addresses addressPool
	logs      *logServer

	mutex   sync.Mutex
	workers map[types.UID]*podWorker
	// lost has the names of nodes that nobody reaches any more.
	lost map[string]bool
}

func run(ctx context.Context) error {
	options, err := parseOptions(osArguments())
	if err != nil {
		return err
	}
	k, err := newKubelet(ctx, options)
	if err != nil {
		return err
	}
	port, err := k.serve(ctx)
	if err != nil {
		return err
	}
	if err := k.registerNodes(ctx, port); err != nil {
		return err
	}
	if err := k.watch(ctx); err != nil {
		return err
	}
	program.Ready()
	<-ctx.Done()
	return nil
}

func newKubelet(ctx context.Context, o options) (*kubelet, error) {
	images, err := readImages(o.images)
	if err != nil {
		return nil, err
	}
	config, err := clientcmd.BuildConfigFromFlags("", o.kubeconfig)
	if err != nil {
		return nil, err
	}
	config.QPS, config.Burst = 500, 1000
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	broadcaster := record.NewBroadcaster(record.WithContext(ctx))
	broadcaster.StartRecordingToSink(&typedcorev1.EventSinkImpl{Interface: client.CoreV1().Events("")})
	return &kubelet{
		options: o, client: client, images: images, logs: &logServer{files: map[string][]string{}},
		workers: map[types.UID]*podWorker{}, lost: map[string]bool{},
		events: broadcaster.NewRecorder(scheme.Scheme, corev1.EventSource{Component: "kubelet"}),
	}, nil
}

// registerNodes writes where the API server finds the kubelet of each node, and keeps them alive.
func (k *kubelet) registerNodes(ctx context.Context, port int32) error {
	nodes, err := k.client.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	for _, node := range nodes.Items {
		// No host name: nothing resolves it, and the API server would prefer it.
		node.Status.Addresses = []corev1.NodeAddress{{Type: corev1.NodeInternalIP, Address: k.address}}
		node.Status.DaemonEndpoints.KubeletEndpoint.Port = port
		if _, err := k.client.CoreV1().Nodes().UpdateStatus(ctx, &node, metav1.UpdateOptions{}); err != nil {
			return fmt.Errorf("node %s: %w", node.Name, err)
		}
	}
	go k.renewLeases(ctx, nodes.Items)
	return nil
}

// watch gives each pod that the scheduler places a worker, tells it what changes, and loses nodes.
func (k *kubelet) watch(ctx context.Context) error {
	factory := informers.NewSharedInformerFactory(k.client, 0)
	nodes := factory.Core().V1().Nodes().Informer()
	if _, err := nodes.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(object any) { k.seeNode(ctx, object.(*corev1.Node)) },
		UpdateFunc: func(_, object any) { k.seeNode(ctx, object.(*corev1.Node)) },
	}); err != nil {
		return err
	}
	pods := factory.Core().V1().Pods().Informer()
	_, err := pods.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(object any) { k.see(ctx, object.(*corev1.Pod)) },
		UpdateFunc: func(_, object any) { k.see(ctx, object.(*corev1.Pod)) },
		DeleteFunc: func(object any) {
			if gone, unseen := object.(cache.DeletedFinalStateUnknown); unseen {
				object = gone.Obj
			}
			k.forget(object.(*corev1.Pod))
		},
	})
	if err != nil {
		return err
	}
	factory.Start(ctx.Done())
	patience, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if !cache.WaitForCacheSync(patience.Done(), pods.HasSynced, nodes.HasSynced) {
		return fmt.Errorf("the pods and nodes of the cluster could not be listed within 30 s")
	}
	return nil
}

func (k *kubelet) see(ctx context.Context, pod *corev1.Pod) {
	if pod.Spec.NodeName == "" {
		return
	}
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if k.lost[pod.Spec.NodeName] {
		return
	}
	worker := k.workers[pod.UID]
	if worker == nil {
		worker = newPodWorker(k, pod)
		k.workers[pod.UID] = worker
		go worker.run(ctx)
	}
	worker.see(pod)
}

// forget ends what is left of a pod that is gone from the API server, as after a forced deletion.
func (k *kubelet) forget(pod *corev1.Pod) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if worker := k.workers[pod.UID]; worker != nil {
		worker.vanish()
		delete(k.workers, pod.UID)
	}
}
