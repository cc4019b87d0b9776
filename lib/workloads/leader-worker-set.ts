import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { generatedTemplate, type PodTemplate, withNewerFields } from './pod-template';
import type { AlikePods, Workload, WorkloadObject, WorkloadParts } from './workload';

const API_VERSION = 'leaderworkerset.x-k8s.io/v1';
const KIND = 'LeaderWorkerSet';

/**
 * A LeaderWorkerSet: each replica is a group of pods, and each group is an engine. Its controller makes a headless
 * Service of the same name, gives the pods of a group the environment `LWS_LEADER_ADDRESS`, `LWS_GROUP_SIZE` and
 * `LWS_WORKER_INDEX`, and begins a group anew when one of its pods fails (kubernetes-sigs/lws v0.9.0).
 */
export const leaderWorkerSet: Workload = {
  kind: KIND,
  apiVersion: API_VERSION,
  kedaTarget: { apiVersion: API_VERSION, kind: KIND },
  // The leaders are the pods of a StatefulSet of the same name (pkg/controllers/leaderworkerset_controller.go).
  stateMetrics: { readyPods: 'kube_statefulset_status_replicas_ready', nameLabel: 'statefulset' },
  revisionLabel: 'leaderworkerset.sigs.k8s.io/template-revision-hash',
  addObjects,
  replicasPath: 'spec.replicas',
  replicasOf: object => fieldsOf(object)?.replicas,
  selectorOf,
  podTemplateOf: object => leaderOf(fieldsOf(object)?.leaderWorkerTemplate),
  firstPod: { 'leaderworkerset.sigs.k8s.io/worker-index': '0' },
  podsOf,
  domainOf: ({ metadata }) => (metadata as Metadata | undefined)?.annotations?.[EXCLUSIVE_TOPOLOGY],
  controller: {
    title: 'LeaderWorkerSet',
    // config/manager/manager.yaml with config/default/kustomization.yaml, and charts/lws, at v0.9.0.
    selector: 'app.kubernetes.io/name=lws,control-plane=controller-manager',
    least: '0.9.0',
    command: 'kubectl apply --server-side -f '
      + 'https://github.com/kubernetes-sigs/lws/releases/download/v0.9.0/manifests.yaml',
  },
  // It has no deadline.
  progressDeadlineOf: () => undefined,
  isRolledOut,
};

function addObjects(scope: Construct, parts: WorkloadParts): void {
  const { group: { exclusiveTopology } = {}, labels, name } = parts;
  new ApiObject(scope, 'Default', {
    apiVersion: API_VERSION,
    kind: KIND,
    metadata: {
      name,
      labels: { ...labels },
      ...(exclusiveTopology !== undefined && { annotations: { [EXCLUSIVE_TOPOLOGY]: exclusiveTopology } }),
    },
    spec: groupSpec(parts),
  });
}

/** What is wanted of the groups of a role. */
export function groupSpec({ group, replicas, rollout, template }: WorkloadParts): object {
  const { size, worker } = group ?? { size: 1 };
  return {
    ...(replicas !== undefined && { replicas }),
    startupPolicy: 'LeaderCreated',
    rolloutStrategy: {
      type: 'RollingUpdate',
      // A surge group would need as many spare nodes; without them the rollout waits for ever.
      rollingUpdateConfiguration: { maxSurge: 0, maxUnavailable: 1, ...rollout },
    },
    leaderWorkerTemplate: {
      size,
      // The ranks of an engine cannot go on without one of them.
      restartPolicy: 'RecreateGroupOnPodRestart',
      ...(worker === undefined
        ? { workerTemplate: written(template) }
        : { leaderTemplate: written(template), workerTemplate: written(worker) }),
    },
  };
}

/** Its controller gives the pods an affinity to their group, and an anti-affinity to others. */
const EXCLUSIVE_TOPOLOGY = 'leaderworkerset.sigs.k8s.io/exclusive-topology';

function written(template: PodTemplate): unknown {
  return withNewerFields(k8s.toJson_PodTemplateSpec(generatedTemplate(template)), template);
}

/** A group without a template of its own for its first pod has pods that are all alike. */
function podsOf(object: WorkloadObject): readonly AlikePods[] {
  const { leaderTemplate, size = 1, workerTemplate } = fieldsOf(object)?.leaderWorkerTemplate ?? {};
  if (leaderTemplate === undefined) return [{ count: size, template: workerTemplate }];
  return [{ count: 1, template: leaderTemplate }, ...size > 1 ? [{ count: size - 1, template: workerTemplate }] : []];
}

/** It has no selector: what all its pods have of the labels of the object. */
function selectorOf(object: WorkloadObject): Readonly<Record<string, unknown>> | undefined {
  const templates = fieldsOf(object)?.leaderWorkerTemplate;
  const pods = [leaderOf(templates), templates?.workerTemplate].map(labelsOf);
  if (templates?.workerTemplate === undefined) return undefined;
  return Object.fromEntries(Object.entries(labelsOf(object)).filter(([label, value]) =>
    pods.every(labels => labels[label] === value)));
}

function isRolledOut(object: WorkloadObject): boolean {
  const { metadata, spec: { replicas = 1 } = {}, status } = object as Partial<LeaderWorkerSet>;
  return status?.observedGeneration === metadata?.generation && status?.updatedReplicas === replicas
    && status?.readyReplicas === replicas && status.replicas === replicas;
}

function leaderOf(templates: Templates | undefined): Template | undefined {
  return templates?.leaderTemplate ?? templates?.workerTemplate;
}

function labelsOf(of: unknown): Readonly<Record<string, unknown>> {
  return (of as Template | undefined)?.metadata?.labels ?? {};
}

/** What is not of the shape of a LeaderWorkerSet is a rule's to say. */
function fieldsOf({ spec }: WorkloadObject): Partial<LeaderWorkerSet['spec']> | null | undefined {
  return spec as Partial<LeaderWorkerSet['spec']> | null | undefined;
}

interface LeaderWorkerSet {
  readonly metadata?: { readonly generation?: number };
  readonly spec: { readonly replicas?: number; readonly leaderWorkerTemplate?: Templates };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
  };
}

interface Metadata {
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Templates {
  readonly size?: number;
  readonly leaderTemplate?: Template;
  readonly workerTemplate?: Template;
}

interface Template {
  readonly metadata?: { readonly labels?: Readonly<Record<string, unknown>> };
}
