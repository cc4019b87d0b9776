import type { ObjectRule } from '../language/object-rule';
import type { RenderedObject } from '../language/rendered-object';

/** Ports of the containers that share a pod's network. */
export const portRule: ObjectRule = {
  id: 'PD734',
  title: 'No two containers of a pod listen on one port',
  severity: 'error',
  cause: 'one of the two does not start, or requests reach the wrong one',
  fix: 'give each container another port',
  source:
    'containers of a pod share its network; vLLM opens its port with SO_REUSEPORT, so two servers on one port '
    + 'share requests in silence (vllm-project/vllm#39762)',
  evidence: 'issue',
  reads: ['containerPort', 'protocol', 'restartPolicy'],
  check: (object) => {
    const owners = new Map<string, string>();
    return containersOf(object).flatMap(({ name, ports }) =>
      entries(ports).flatMap(({ containerPort, protocol = 'TCP' }) => {
        const key = `${containerPort}/${protocol}`;
        const owner = owners.get(key);
        owners.set(key, name);
        return owner === undefined
          ? []
          : [{ field: `container ${name}`, cause: `port ${key} is already used by container ${owner}` }];
      }),
    );
  },
  example: {
    of: 'object',
    field: 'spec.template.spec.containers',
    fails: [serverOn(8000, 'proxy'), serverOn(8000, 'vllm')],
    passes: [serverOn(8000, 'proxy'), serverOn(8200, 'vllm')],
    given: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      'spec.selector': { matchLabels: { app: 'a' } },
      'spec.template.metadata': { labels: { app: 'a' } },
    },
  },
};

/** A container of the example. */
function serverOn(containerPort: number, name: string): object {
  return { name, image: 'a:1', ports: [{ containerPort }] };
}

interface Container {
  readonly name: string;
  readonly ports?: readonly { readonly containerPort: number; readonly protocol?: string }[];
}

/**
 * Containers that run at the same time: those of the pod and its native sidecars. What is not of the shape of one is
 * another rule's.
 */
function containersOf(object: RenderedObject): Container[] {
  const spec = object.spec as
    | ({ readonly template?: { readonly spec?: PodContainers } | null } & PodContainers)
    | null
    | undefined;
  const pod = object.kind === 'Pod' ? spec : spec?.template?.spec;
  const sidecars = entries(pod?.initContainers).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...sidecars, ...entries(pod?.containers)];
}

function entries<T>(list: readonly T[] | undefined): T[] {
  return Array.isArray(list) ? list.filter(entry => typeof entry === 'object' && entry !== null) as T[] : [];
}

interface PodContainers {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly (Container & { readonly restartPolicy?: string })[];
}
