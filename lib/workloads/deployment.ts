import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { Deployment } from '../kube/kubernetes-objects';
import type { RolloutSpec } from '../spec/rollout';
import { generatedTemplate, keepNewerFields } from './pod-template';
import type { Workload, WorkloadObject, WorkloadParts } from './workload';

/** A Deployment: each replica is a pod, and each pod is an engine. */
export const deployment: Workload = {
  kind: 'Deployment',
  apiVersion: 'apps/v1',
  kedaTarget: {},
  stateMetrics: { readyPods: 'kube_deployment_status_replicas_ready', nameLabel: 'deployment' },
  revisionLabel: 'pod-template-hash',
  addObjects,
  replicasPath: 'spec.replicas',
  replicasOf: object => fieldsOf(object)?.replicas,
  selectorOf: object => fieldsOf(object)?.selector?.matchLabels,
  podTemplateOf: object => fieldsOf(object)?.template,
  firstPod: {},
  podsOf: object => [{ count: 1, template: fieldsOf(object)?.template }],
  domainOf: () => undefined,
  progressDeadlineOf: object => fieldsOf(object)?.progressDeadlineSeconds,
  isRolledOut,
};

function addObjects(scope: Construct, parts: WorkloadParts): void {
  const { labels, name, replicas, rollout, selector, startupSeconds, template } = parts;
  const object = new k8s.KubeDeployment(scope, 'Default', {
    metadata: { name, labels },
    spec: {
      replicas,
      selector: { matchLabels: selector },
      strategy: rollingUpdate(rollout),
      progressDeadlineSeconds: startupSeconds + PROGRESS_MARGIN,
      template: generatedTemplate(template),
    },
  });
  keepNewerFields(object, template);
}

// The rollout must not be called stuck while a pod is within its startup budget: image pull and drain of the old pod
// come on top.
const PROGRESS_MARGIN = 600;

// A surge pod would need a spare GPU; without one the rollout waits for ever.
function rollingUpdate({ maxSurge = 0, maxUnavailable = 1 }: RolloutSpec = {}): k8s.DeploymentStrategy {
  const amount = (value: number | string): k8s.IntOrString =>
    typeof value === 'number' ? k8s.IntOrString.fromNumber(value) : k8s.IntOrString.fromString(value);
  return {
    type: 'RollingUpdate', rollingUpdate: { maxSurge: amount(maxSurge), maxUnavailable: amount(maxUnavailable) },
  };
}

function isRolledOut(object: WorkloadObject): boolean {
  const { metadata, spec: { replicas = 1 } = {}, status } = object as Partial<Deployment>;
  return status?.observedGeneration === metadata?.generation && status?.updatedReplicas === replicas
    && status?.availableReplicas === replicas && status.replicas === replicas;
}

/** What is not of the shape of a Deployment is a rule's to say. */
function fieldsOf({ spec }: WorkloadObject): Partial<Deployment['spec']> | null | undefined {
  return spec as Partial<Deployment['spec']> | null | undefined;
}
