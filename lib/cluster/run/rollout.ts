import { Role } from '../../spec/role';
import { podCauses } from '../causes/pods';
import { Evidence } from '../causes/evidence';
import { ClusterReader } from '../../kube/cluster-reader';
import { DistDeployment, rolesIn } from '../dist-deployment';
import { gatherEvidence } from '../causes/gather-evidence';
import { PartWorkload, partWorkloads, podsOfReplica } from '../part-workload';
import { workloadNamed } from '../../workloads/workloads';
import { containersOf, KubernetesObject, Labels, Pod, selects, templateOf } from '../../kube/kubernetes-objects';
import { phaseOf, PodPhase, podPhases } from './pod-phase';

/** A part of a deployment whose pods are counted. */
export type Part = Role | 'picker' | 'gateway';

/** The progress of a part. */
export interface PartProgress {
  readonly part: Part;
  readonly wanted: number;
  /** Pods by phase. */
  readonly phases: Readonly<Partial<Record<PodPhase, number>>>;
}

/** The progress of a deployment. */
export interface Progress {
  readonly parts: readonly PartProgress[];
  /** Whether all desired pods are ready and of the current revision. */
  readonly complete: boolean;
  /** Why pods are not ready; only for pods that will not become ready by waiting. */
  readonly causes: readonly string[];
  readonly evidence: Evidence;
}

/** Reads the progress of a deployment. */
export async function lookAt(reader: ClusterReader, deployment: DistDeployment): Promise<Progress> {
  const wanted = [...rolesIn(deployment).map(({ part }) => part), deployment.picker];
  const [evidence, ...present] = await Promise.all([
    gatherEvidence(reader, deployment),
    ...wanted.map(part => presentOf(reader, part, deployment.namespace)),
  ]);
  const parts = partsOf(deployment, present).map(
    ({ part, selector, wanted }): PartProgress => ({ part, wanted, phases: phasesOf(evidence, selector) }),
  );
  const complete = present.every(({ isRolledOut }) => isRolledOut)
    && parts.every(({ phases: { ready = 0 }, wanted }) => ready >= wanted);
  return { parts, complete, causes: complete ? [] : podCauses({ ...evidence, pods: stuckPods(evidence) }), evidence };
}

/** What the cluster has of a part. */
interface Present {
  readonly replicas: number;
  /** Whether all is of the present revision and available, as the cluster says. */
  readonly isRolledOut: boolean;
}

async function presentOf(reader: ClusterReader, { applied, name }: PartWorkload, namespace: string): Promise<Present> {
  const { apiVersion, kind, metadata } = applied;
  const { isRolledOut, makes } = workloadNamed(kind);
  const labels = makes && selectorText(makes.labels(metadata));
  const [object, made = []] = await Promise.all([
    reader.read<KubernetesObject>(apiVersion, kind, metadata.name, namespace),
    makes && reader.list<KubernetesObject>(makes.apiVersion, makes.kind, namespace, labels),
  ]);
  if (object === undefined) return { replicas: 0, isRolledOut: false };
  return {
    replicas: partWorkloads(object).find(part => part.name === name)?.replicas ?? 0,
    isRolledOut: makes ? makes.isMadeOf(object, made) : isRolledOut(object),
  };
}

function selectorText(labels: Labels): string {
  return Object.entries(labels).map(([label, value]) => `${label}=${value}`).join(',');
}

/** The progress as text: `prefill 3/8 ready, 4 loading, 1 pulling`. */
export function partText({ part, wanted, phases }: PartProgress): string {
  const others = podPhases
    .filter(phase => phase !== 'ready' && phases[phase])
    .map(phase => `, ${phases[phase]} ${phase}`);
  return `${part} ${phases.ready ?? 0}/${wanted} ready${others.join('')}`;
}

/** The label of a gateway's pods (gateway-api GEP-1762). */
export const GATEWAY_NAME_LABEL = 'gateway.networking.k8s.io/gateway-name';

function partsOf(
  deployment: DistDeployment,
  present: readonly Present[],
): readonly { readonly part: Part; readonly selector: Labels; readonly wanted: number }[] {
  const { picker, replicas, wayIn } = deployment;
  return [
    // An autoscaler may have raised the number.
    ...rolesIn(deployment).map(({ part, role }, index) => ({
      part: role,
      selector: part.selector,
      wanted: Math.max(replicas[role], present[index]!.replicas) * podsOfReplica(part),
    })),
    { part: 'picker', selector: picker.selector, wanted: replicas.picker },
    ...wayIn.isOwn
      ? [{ part: 'gateway' as const, selector: wayIn.pods, wanted: wayIn.gateway ? 1 : replicas.picker }]
      : [],
  ];
}

function phasesOf({ pods, logs }: Evidence, selector: Labels): PartProgress['phases'] {
  const phases: Partial<Record<PodPhase, number>> = {};
  for (const pod of pods.filter(({ metadata }) => selects(selector, metadata.labels))) {
    const phase = phaseOf(
      pod,
      containersOf(pod.spec)
        .map(({ name }) => logs[`${templateOf(pod)}/${name}`] ?? '')
        .join('\n'),
    );
    phases[phase] = (phases[phase] ?? 0) + 1;
  }
  return phases;
}

/** All pods except those that only need more time. */
function stuckPods({ pods }: Evidence): readonly Pod[] {
  return pods.filter((pod) => {
    const statuses = [...pod.status.initContainerStatuses ?? [], ...pod.status.containerStatuses ?? []];
    const unscheduled = (pod.status.conditions ?? []).some(
      ({ type, status, reason }) => type === 'PodScheduled' && status === 'False' && reason === 'Unschedulable',
    );
    const waits = statuses.some(({ state }) => state.waiting !== undefined && !patient.includes(state.waiting.reason));
    return phaseOf(pod) === 'restarting' || phaseOf(pod) === 'ready' || unscheduled || waits;
  });
}

/** Reasons for which a container that is about to start waits. */
const patient: readonly string[] = ['ContainerCreating', 'PodInitializing'];
