import { WITHOUT_MESH } from '../../../plan/labels';
import { poolSpec } from '../../../plan/pool-spec';
import { Rule } from '../../language/rule';

const [meshLabel] = Object.keys(WITHOUT_MESH) as [string];

/** Labels of a pod of the deployment in the examples, but that of its role. */
const labels = { 'llm-d.ai/inference-serving': 'true', 'llm-d.ai/model': 'llama' };

/** Which pods are found by the pool, by their Deployments and by the picker's filters. */
export const routingPodRules: readonly Rule[] = [
  {
    id: 'PD408',
    title: 'The pool selects the pods of both roles',
    severity: 'error',
    cause:
      'a pod that the pool does not select gets no requests: without prefill pods no request is disaggregated, '
      + 'without decode pods none is answered, and the pool is reported as healthy in both cases',
    fix: 'select only labels that the pods of both roles have',
    source:
      'gateway-api-inference-extension api/v1/inferencepool_types.go; llm-d-modelservice v0.4.4 renamed the '
      + 'label: pools selected 0 pods',
    evidence: 'read',
    check: plan =>
      plan.pools.flatMap(pool =>
        missing(plan.inferencePool.matchLabels, pool.labels).map(label => ({
          field: 'inferencePool.matchLabels',
          cause: `${pool.role} pods do not have the label ${label} that the pool selects`,
        })),
      ),
    example: {
      of: 'plan',
      field: 'inferencePool.matchLabels',
      fails: { 'llm-d.ai/inferenceServing': 'true', 'llm-d.ai/model': 'llama' },
      alsoFails: [{ app: 'llama' }],
      passes: { 'llm-d.ai/model': 'llama' },
    },
  },
  {
    id: 'PD409',
    title: 'The pool selects pods of this deployment only',
    severity: 'error',
    cause:
      'the marker label is on the model servers of every deployment in the namespace: requests for one model '
      + 'are sent to pods of another',
    fix: 'select a label whose value is the name of the deployment',
    source: 'llm-d/llm-d#545; llm-d-incubation/llm-d-modelservice#83',
    evidence: 'issue',
    check: ({ inferencePool: { matchLabels }, name }) =>
      Object.values(matchLabels).includes(name)
        ? []
        : [
            {
              field: 'inferencePool.matchLabels',
              cause: `no label in the pool's selector has the deployment's name '${name}'`,
            },
          ],
    example: {
      of: 'plan',
      field: 'inferencePool.matchLabels',
      fails: { 'llm-d.ai/inference-serving': 'true' },
      passes: labels,
    },
  },
  {
    id: 'PD410',
    title: 'Each Deployment selects only its own pods',
    severity: 'error',
    cause:
      'two Deployments that select the same pods conflict, and the API server refuses one that does not select '
      + 'its own pods',
    fix: 'select the label of the role and a label with the name of the deployment',
    source: 'Kubernetes documentation, Deployments: Selector',
    evidence: 'read',
    waivable: false,
    check: plan =>
      plan.pools.flatMap((pool) => {
        const { role, selector } = pool;
        const others = plan.pools.filter(other => other !== pool);
        return [
          ...missing(selector, pool.labels).map(label => ({
            field: `${role}.selector`,
            cause: `${role} pods do not have the label ${label} that their Deployment selects`,
          })),
          ...others.filter(({ labels }) => missing(selector, labels).length === 0).map(other => ({
            field: `${role}.selector`,
            cause: `the ${role} Deployment selects ${other.role} pods as well`,
          })),
        ];
      }),
    example: {
      of: 'plan',
      field: 'prefill.selector',
      fails: { 'llm-d.ai/model': 'llama' },
      passes: { 'llm-d.ai/model': 'llama', 'llm-d.ai/role': 'prefill' },
    },
  },
  {
    id: 'PD411',
    title: 'The role is in the label that the filters of the endpoint picker read',
    severity: 'error',
    cause:
      'the filters compare `llm-d.ai/role`; a pod without it counts as decode, so prefill pods answer requests '
      + 'that had no prefill',
    fix: 'label the pods `llm-d.ai/role: prefill` and `llm-d.ai/role: decode`',
    source: 'llm-d-inference-scheduler v0.3.2 pkg/plugins/filter; llm-d-router v0.10.0 filter/bylabel/roles.go',
    evidence: 'read',
    check: plan =>
      plan.pools.flatMap(pool =>
        pool.labels['llm-d.ai/role'] === pool.role
          ? []
          : [
              {
                field: `${pool.role}.labels`,
                cause: `\`llm-d.ai/role\` of ${pool.role} pods is '${pool.labels['llm-d.ai/role'] ?? ''}'`,
              },
            ],
      ),
    example: {
      of: 'plan',
      field: 'prefill.labels',
      fails: { ...labels, 'llm-d.ai/role': 'both' },
      passes: { ...labels, 'llm-d.ai/role': 'prefill' },
      implies: ['PD410'],
    },
  },
  {
    id: 'PD413',
    title: 'A pod accepts requests on the port of the pool',
    severity: 'error',
    cause:
      'the annotation restricts a pod to the listed ports; without the port of the pool the endpoint picker '
      + 'never sends it a request',
    fix: 'remove the annotation; each pod has only one port',
    source: 'gateway-api-inference-extension v1.5.0 pkg/epp/datastore/datastore.go:53,422; llm-d/llm-d PR 2488',
    evidence: 'read',
    check: plan =>
      plan.pools.flatMap(pool =>
        activePorts
          .filter((key) => {
            const ports = pool.pod.annotations?.[key];
            return (
              ports !== undefined
              && !ports
                .split(',')
                .map(port => port.trim())
                .includes(String(plan.inferencePool.targetPort))
            );
          })
          .map(key => ({
            field: `${pool.role}.pod.annotations.${key}`,
            cause: `does not list the port ${plan.inferencePool.targetPort} of the pool`,
          })),
      ),
    example: {
      field: 'decode.pod',
      fails: { annotations: { 'llm-d.ai/active-ports': '8200' } },
      passes: { annotations: { 'llm-d.ai/active-ports': '8000' } },
    },
  },
  {
    id: 'PD429',
    title: 'No sidecar of a service mesh is added to the pods of the engines',
    severity: 'error',
    cause:
      'the sidecar takes in the connections of picker, proxy and KV cache, and answers probes for an engine that is '
      + 'dead',
    fix: 'remove the label; the library writes `sidecar.istio.io/inject: "false"`',
    source: 'kserve/kserve#5331',
    evidence: 'issue',
    check: ({ pools, spec }) =>
      pools.flatMap(({ role }) => {
        const value = poolSpec(spec, role).pod?.labels?.[meshLabel];
        return value === undefined || value === WITHOUT_MESH[meshLabel]
          ? []
          : [{ field: `${role}.pod.labels.${meshLabel}`, cause: `is '${value}'` }];
      }),
    example: {
      field: 'decode.pod',
      fails: { labels: { [meshLabel]: 'true' } },
      passes: { labels: { [meshLabel]: 'false' } },
    },
  },
];

const activePorts = ['inference.networking.k8s.io/active-ports', 'llm-d.ai/active-ports'] as const;

function missing(selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(selector)
    .filter(([label, value]) => labels[label] !== value)
    .map(([label, value]) => `${label}=${value}`);
}
