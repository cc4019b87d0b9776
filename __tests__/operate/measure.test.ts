import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterClient } from '../../lib/kube/cluster-client';
import { ClusterError } from '../../lib/kube/cluster-reader';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { GATEWAY_NAME_LABEL } from '../../lib/cluster/run/rollout';
import { measure, Measured } from '../../lib/cluster/run/run-benchmark';

const deployment = distDeployment(readFileSync(join(__dirname, '../../dist/llm-d-llama31.k8s.yaml'), 'utf8'));
const product = 'nvidia.com/gpu.product';
const h100 = 'NVIDIA-H100-80GB-HBM3';

interface Cluster {
  /** What the Job says beside its figures. */
  readonly outcome: object;
  /** More fields of the load generator's file. */
  readonly figures?: object;
  /** Labels of the node of each pod, or the answer to a question about nodes. */
  readonly nodes?: Readonly<Record<string, Readonly<Record<string, string>>>> | ClusterError;
  /** Images of engines, by pod; of others, that of the file. */
  readonly engines?: Readonly<Record<string, string>>;
  /** What pods select. */
  readonly nodeSelector?: Readonly<Record<string, string>>;
}

const ENGINE = 'ghcr.io/llm-d/llm-d-cuda:v0.3.0';
const digest = `sha256:${'a1'.repeat(32)}`;
const gateway = { className: 'istio', image: 'docker.io/istio/proxyv2:1.27.3' };
const vllm = `ghcr.io/llm-d/llm-d-cuda:v0.3.0@${digest}`;
const images = { prefill: vllm, decode: vllm };

/** Two prefill pods on the nodes a and b, a decode pod on c, and a Job that has ended. */
function measured({ outcome, figures = {}, nodes = {}, nodeSelector, engines = {} }: Cluster): Promise<Measured> {
  const pod = (role: 'prefill' | 'decode', nodeName: string): object => ({
    metadata: { name: `${role}-${nodeName}`, labels: deployment.roles[role]!.selector },
    spec: { containers: [{ name: 'vllm', image: engines[`${role}-${nodeName}`] ?? ENGINE }], nodeName, nodeSelector },
    status: {
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [{ name: 'vllm', imageID: `ghcr.io/llm-d/llm-d-cuda@${digest}` }],
    },
  });
  const gatewayPod = {
    metadata: { name: 'gateway', labels: { [GATEWAY_NAME_LABEL]: deployment.gateway!.metadata.name } },
    spec: { containers: [{ name: 'istio-proxy', image: gateway.image }] },
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  };
  const latencies = Object.fromEntries(
    ['ttft', 'tpot'].flatMap(name => ['mean', 'median', 'p99'].map(statistic => [`${statistic}_${name}_ms`, 1])),
  );
  const result = {
    max_concurrency: 1,
    num_prompts: 2,
    completed: 2,
    duration: 1,
    output_throughput: 1,
    ...latencies,
    ...figures,
  };
  const listed = (kind: string, selector = ''): unknown[] => {
    if (kind === 'Service') return [{ metadata: { name: 'gateway' } }];
    if (kind !== 'Pod') return [];
    if (selector.startsWith('batch.kubernetes.io/'))
      return [{ metadata: { name: 'job' }, spec: { containers: [] }, status: { phase: 'Succeeded' } }];
    return selector === '' ? [pod('prefill', 'a'), pod('prefill', 'b'), pod('decode', 'c'), gatewayPod] : [];
  };
  const client = {
    list: (_: string, kind: string, __?: string, selector?: string) => Promise.resolve(listed(kind, selector)),
    read: (_: string, __: string, name: string) =>
      nodes instanceof ClusterError
        ? Promise.reject(nodes)
        : Promise.resolve({ metadata: { name, labels: nodes[name] } }),
    log: () => Promise.resolve(`RESULT ${JSON.stringify({ problems: [], seed: 1, result, ...outcome })}`),
    apply: () => Promise.resolve('created'),
    delete: () => Promise.resolve(),
    get: () => Promise.resolve(undefined),
  } as unknown as ClusterClient;
  return measure(client, deployment, 'vllm', { prompts: 2, concurrency: 1, inputTokens: 1, outputTokens: 1 }, () => {});
}

const engine = { kind: 'vllm', versions: ['0.11.0'] };
const pods = { prefill: ['prefill-a', 'prefill-b'], decode: ['decode-c'] };
const everywhere = { a: { [product]: h100 }, b: { [product]: h100 }, c: { [product]: h100 } };

test('a measurement says what answered, how many pods, and which GPUs their nodes have', async () => {
  const { seen } = await measured({ outcome: { engine, pods }, nodes: everywhere });
  const accelerators = { prefill: h100, decode: h100 };
  expect(seen).toEqual({ engine, pods: { prefill: 2, decode: 1 }, accelerators, images, gateway });
});

test('a measurement of a stand-in names no GPU, whatever its nodes say', async () => {
  const standIn = { kind: 'stand-in', versions: ['0.11.0'] };
  const { seen } = await measured({ outcome: { engine: standIn, pods }, nodes: everywhere });
  expect(seen).toEqual({ engine: standIn, pods: { prefill: 2, decode: 1 }, images, gateway });
});

test('a measurement by a load generator that is a stand-in is one of a stand-in', async () => {
  const { seen } = await measured({ outcome: { engine, pods }, figures: { stand_in: true } });
  expect(seen.engine).toEqual({ kind: 'stand-in', versions: ['0.11.0'] });
});

test('what the Job does not say is not known', async () => {
  const { seen } = await measured({ outcome: {} });
  expect(seen).toEqual({ engine: { kind: 'unknown', versions: [] }, pods: {}, accelerators: {}, images, gateway });
});

test('the image of an engine is the one that runs, and is not known of a role whose pods run several', async () => {
  const pinned = `acme/vllm:1@sha256:${'b2'.repeat(32)}`;
  const { seen } = await measured({
    outcome: { engine, pods },
    engines: { 'decode-c': pinned, 'prefill-a': 'acme/vllm:2' },
  });
  expect(seen.images).toEqual({ decode: pinned });
});

test('GPUs are not known of a role whose nodes differ or have no label', async () => {
  const { seen } = await measured({
    outcome: { engine, pods },
    nodes: { a: { [product]: h100 }, b: { [product]: 'NVIDIA-L40S' } },
  });
  expect(seen.accelerators).toEqual({});
});

test('where nodes may not be read, GPUs are those that the pods select; another answer is an error', async () => {
  const refused = (code: number): Promise<Measured> =>
    measured({ outcome: { engine, pods }, nodes: new ClusterError(code, 'no'), nodeSelector: { [product]: h100 } });
  expect((await refused(403)).seen.accelerators).toEqual({ prefill: h100, decode: h100 });
  await expect(refused(500)).rejects.toThrow('no');
});
