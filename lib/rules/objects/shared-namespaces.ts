import { workloadOf, workloadsIn } from '../../workloads/workloads';
import type { Finding } from '../language/finding';
import { describe, RenderedObject } from '../language/rendered-object';
import { applyRule, RuleText } from '../language/rule';

/** The rule that {@link SharedNamespaces} applies. */
export const sharedNamespaceRule = {
  id: 'PD627',
  title: 'A namespace admits the pods of every deployment in it',
  severity: 'error',
  cause:
    'the label of a namespace holds for all pods in it: one deployment writes a Pod Security level that refuses the '
    + 'pods of another, and no pod of that one is created',
  fix:
    'let the deployment that needs more write the namespace and set `createNamespace: false` in the other, or give the '
    + 'two namespaces of their own',
  source: 'Kubernetes documentation, Pod Security Standards: hostPath and IPC_LOCK are of the level privileged',
  evidence: 'read',
} as const satisfies RuleText;

/** The namespaces of an app and the pods in them, whatever made them. */
export class SharedNamespaces {
  private readonly enforced = new Map<unknown, { readonly chart: string; readonly level: unknown }>();
  private readonly privileged: { chart: string; namespace: unknown; name: string; why: string }[] = [];

  /** Takes an object of a chart in. */
  public add(chart: string, object: RenderedObject): void {
    const { kind, metadata } = object;
    if (kind === 'Namespace') {
      this.enforced.set(metadata?.name, { chart, level: metadata?.labels?.[ENFORCE] });
      return;
    }
    for (const workload of workloadsIn(object)) {
      const why = whyPrivileged(podOf(workload));
      if (why !== undefined)
        this.privileged.push({ chart, namespace: metadata?.namespace, name: describe(workload), why });
    }
  }

  /** Pods that the namespace, as the app writes it, refuses. */
  public findings(): Finding[] {
    return this.privileged.flatMap(({ chart, name, namespace, why }) => {
      const owner = this.enforced.get(namespace);
      if (owner?.level !== 'restricted' && owner?.level !== 'baseline') return [];
      const writer = owner.chart === chart ? 'the same deployment' : `deployment ${owner.chart}`;
      return applyRule(sharedNamespaceRule, chart, [{
        field: name,
        cause: `has ${why}, but namespace ${String(namespace)}, which ${writer} writes, enforces ${owner.level}`,
      }]);
    });
  }
}

const ENFORCE = 'pod-security.kubernetes.io/enforce';

function podOf(object: RenderedObject): PodSpec | undefined {
  const template = workloadOf(object)?.podTemplateOf(object) as { readonly spec?: PodSpec } | undefined;
  return template?.spec;
}

/** What only the level privileged admits of a pod. */
function whyPrivileged(pod: PodSpec | undefined): string | undefined {
  if (typeof pod !== 'object' || pod === null) return undefined;
  const volume = listed(pod.volumes).find(({ hostPath }) => hostPath !== undefined);
  if (volume) return `the directory ${String(volume.hostPath?.path)} of the node`;
  const added = [...listed(pod.containers), ...listed(pod.initContainers)]
    .flatMap(({ securityContext }) => listed(securityContext?.capabilities?.add))
    .find(name => name !== 'NET_BIND_SERVICE') as string | undefined;
  return added === undefined ? undefined : `the capability ${added}`;
}

/** What is no list is another rule's. */
function listed<T>(list: readonly T[] | undefined): readonly T[] {
  return Array.isArray(list) ? (list as readonly T[]).filter(entry => entry !== null && entry !== undefined) : [];
}

interface PodSpec {
  readonly volumes?: readonly { readonly hostPath?: { readonly path?: unknown } }[];
  readonly containers?: readonly PodContainer[];
  readonly initContainers?: readonly PodContainer[];
}

interface PodContainer {
  readonly securityContext?: { readonly capabilities?: { readonly add?: readonly unknown[] } };
}
