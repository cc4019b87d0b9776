import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Yaml } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { agentgateway, envoyAiGateway, InferenceSpec, istio } from '../../lib';
import { Manifest, manifestsOf } from '../manifests';
import { validSpec } from '../valid-spec';
import { llama31 } from '../../deployments/llm-d-llama31';

/** A deployment that is judged: its objects and the file that holds them. */
export interface Judged {
  readonly name: string;
  readonly file: string;
  readonly manifests: readonly Manifest[];
}

const dist = join(__dirname, '..', '..', 'dist');

/** Everything in `dist/`, and variants that between them use every optional part. */
export function deployments(): Judged[] {
  return [...committed(), ...written()];
}

/** Everything in `dist/`. */
export function committed(): Judged[] {
  return readdirSync(dist).map(name => read(name.replace('.k8s.yaml', ''), join(dist, name)));
}

function written(): Judged[] {
  // Beside the description of the cluster, whose folder goes with the test run.
  const folder = mkdtempSync(join(dirname(process.env.CDK8S_LLM_D_CLUSTER!), 'variants-'));
  return Object.entries(variants).map(([name, spec]) => {
    const file = join(folder, `${name}.k8s.yaml`);
    writeFileSync(file, Yaml.stringify(...manifestsOf(spec, name)));
    return read(name, file);
  });
}

function read(name: string, file: string): Judged {
  const manifests = parseAllDocuments(readFileSync(file, 'utf8'), { version: '1.1' }).map(
    document => document.toJS() as Manifest,
  );
  return { name, file, manifests };
}

const variants: Readonly<Record<string, InferenceSpec>> = {
  smallest: { ...validSpec, namespace: 'variant-smallest' },
  'on-nodes': {
    ...validSpec,
    namespace: 'variant-on-nodes',
    modelCache: { type: 'hostPath', path: '/models' },
    gateway: istio('1.30', { serviceType: 'LoadBalancer' }),
    waive: { PD437: 'the control plane has no load balancers' },
  },
  'agentgateway': { ...validSpec, namespace: 'variant-agentgateway', gateway: agentgateway('1.4') },
  'agentgateway-openshift': {
    ...validSpec, namespace: 'variant-openshift', gateway: agentgateway('1.4'), security: { user: 'openshift' },
  },
  'envoy-ai-gateway': {
    ...validSpec, namespace: 'variant-envoy', gateway: envoyAiGateway('1.1'), images: { pullSecrets: ['registry'] },
  },
  'storage-class': {
    ...llama31,
    namespace: 'variant-storage-class',
    names: {},
    modelCache: { type: 'persistentVolumeClaim', size: '1Ti', storageClassName: 'shared' },
  },
  'old-picker-new-gateway': { ...llama31, namespace: 'variant-old-picker', names: {}, gateway: istio('1.30') },
  'rdma-as-root': {
    ...validSpec,
    namespace: 'variant-rdma-root',
    fabric: { type: 'rdma-ipc-lock', network: 'infiniband' },
    operations: { disruptionBudgets: false, topologySpread: false, networkPolicies: { apiServer: ['127.0.0.1/32'] } },
  },
  'rdma-on-openshift': {
    ...validSpec,
    namespace: 'variant-rdma-openshift',
    fabric: { type: 'rdma-node-memlock', network: 'roce', devices: 2 },
    security: { user: 'openshift', readOnlyEngine: true },
    modelCache: { type: 'persistentVolumeClaim', size: '1Ti', filled: true },
  },
  'scaled-by-keda': {
    ...validSpec,
    namespace: 'variant-keda',
    prefill: { ...validSpec.prefill, autoscaling: { maxReplicas: 4, promptTokens: 20_000 } },
    decode: { ...validSpec.decode, autoscaling: { maxReplicas: 8, kvCacheUsage: 0.7, queue: 2 } },
    operations: {
      autoscaler: { type: 'ScaledObject', prometheus: 'http://prometheus-operated.monitoring.svc:9090' },
      monitoring: { namespace: 'monitoring', objectives: { firstTokenSeconds: 1, tokenSeconds: 0.1, ratio: 0.999 } },
    },
  },
  everything: {
    ...validSpec,
    namespace: 'variant-everything',
    model: {
      uri: 'hf://Qwen/Qwen3-32B',
      revision: 'main',
      servedName: 'qwen',
      token: { secretName: 'hub', key: 'token' },
    },
    engine: { maxModelLen: 8192, blockSize: 64, dtype: 'bfloat16', kvCacheDtype: 'fp8', quantization: 'fp8' },
    prefill: {
      replicas: 1,
      cpu: '16',
      memory: '128Gi',
      sharedMemory: '32Gi',
      parallelism: { tensor: 4 },
      engine: { gpuMemoryUtilization: 0.9, maxNumSeqs: 128, maxNumBatchedTokens: 8192, enforceEager: true },
      extraArgs: ['--enable-prefix-caching'],
      extraEnv: { UCX_TLS: 'tcp', NODE: { fieldPath: 'spec.nodeName' }, PROXY: { secretName: 'proxy', key: 'url' } },
      pod: {
        labels: { team: 'a' },
        annotations: { note: 'b' },
        nodeSelector: { pool: 'gpu' },
        schedulerName: 'default-scheduler',
        tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
        imagePullSecrets: [{ name: 'registry' }],
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'kubernetes.io/hostname',
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector: { matchLabels: { team: 'a' } },
          },
        ],
      },
    },
    startupSeconds: 600,
    drainSeconds: 60,
    names: { gateway: 'way-in', httpRoute: 'the-route', inferencePool: 'the-pool' },
  },
};
