import { SnapshotNode } from './cluster-snapshot';
import { PodSpec, selects } from '../../kube/kubernetes-objects';

/**
 * Whether the scheduler may put a pod on a node, regardless of free resources: state of the node, taints, labels and
 * required node affinity.
 */
export function mayRunOn(
  node: SnapshotNode,
  { nodeSelector = {}, tolerations = [], affinity }: ScheduledSpec,
): boolean {
  const { labels, ready, taints, unschedulable } = node;
  const repels = taints.filter(({ effect }) => effect !== 'PreferNoSchedule');
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return (
    ready
    && !unschedulable
    && selects(nodeSelector, labels)
    && (terms === undefined || terms.some(term => holds(term, labels)))
    && repels.every(taint => (tolerations as readonly Toleration[]).some(toleration => tolerates(toleration, taint)))
  );
}

/** The fields of a pod that restrict its node. */
export interface ScheduledSpec extends Pick<PodSpec, 'nodeSelector' | 'tolerations'> {
  readonly affinity?: {
    readonly nodeAffinity?: { readonly requiredDuringSchedulingIgnoredDuringExecution?: NodeTerms };
  };
}

/** A node must satisfy all requirements of at least one term. */
interface NodeTerms {
  readonly nodeSelectorTerms: readonly NodeTerm[];
}

interface NodeTerm {
  readonly matchExpressions?: readonly LabelRequirement[];
}

interface LabelRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** A term without requirements matches no node. */
function holds({ matchExpressions = [] }: NodeTerm, labels: SnapshotNode['labels']): boolean {
  return matchExpressions.length > 0 && matchExpressions.every(wanted => matches(wanted, labels));
}

/**
 * k8s.io/component-helpers v0.34 `scheduling/corev1/nodeaffinity`: an absent label satisfies only `NotIn` and
 * `DoesNotExist`.
 */
function matches({ key, operator, values = [] }: LabelRequirement, labels: SnapshotNode['labels']): boolean {
  const value = labels[key];
  switch (operator) {
    case 'In': return value !== undefined && values.includes(value);
    case 'NotIn': return value === undefined || !values.includes(value);
    case 'Exists': return value !== undefined;
    case 'DoesNotExist': return value === undefined;
    case 'Gt': return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt': return value !== undefined && Number(value) < Number(values[0]);
    default: return false;
  }
}

interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

function tolerates(
  { effect, key, operator = 'Equal', value = '' }: Toleration,
  taint: SnapshotNode['taints'][number],
): boolean {
  if (effect && effect !== taint.effect) return false;
  if (key && key !== taint.key) return false;
  return operator === 'Exists' || (Boolean(key) && value === (taint.value ?? ''));
}
