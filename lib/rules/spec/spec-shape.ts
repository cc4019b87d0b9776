import type { ConfigMapFiles, SecretFiles } from '../../spec/files';
import { ImagesSpec } from '../../spec/images';
import {
  ExistingClaimModelCacheSpec, NodeModelCacheSpec, PodModelCacheSpec, SharedModelCacheSpec,
} from '../../spec/model-cache';
import type { EndpointPickerSpec, PickerPodSpec } from '../../spec/endpoint-picker';
import {
  EngineSpec, ExpertOverlapSpec, ExpertRebalanceSpec, ExpertsSpec, ParallelismSpec, RoleEngineSpec,
  SpeculationSpec,
} from '../../spec/engine';
import { InferenceSpec, NamesSpec } from '../../spec/deployment';
import {
  AnonymousCredential, ModelSpec, SecretCredential, WorkloadIdentityCredential,
} from '../../spec/model';
import { kubernetesVersions } from '../../spec/kubernetes';
import { PodSpec, PoolSpec, ProbesSpec } from '../../spec/pool';
import { SecretKeyReference } from '../../spec/references';
import { Finding } from '../language/finding';
import { devicesFields } from './devices-shape';
import { like } from './known-shape';
import { containers, network } from './cluster-shape';
import { connector } from './connector-shape';
import { entrance } from './entrance-shape';
import { autoscaling, fabric, operations, security } from './operations-shape';
import { offloading } from './offloading-shape';
import { overrides } from './override-shape';
import { pickerPlugins } from './picker-shape';
import { affinity, podSecurity, probe, pullSecret, toleration, topologySpread, withoutHostNetwork } from './pod-shape';
import { gateway, release } from './release-shape';
import { disaggregatedSet, rollout } from './workload-shape';
import { applyRule, RuleText } from '../language/rule';
import { unreadable } from '../../schema/readable';
import {
  anyOf, boolean, list, map, number, object, oneOf, optional, string, union, wholeNumber,
} from '../../schema/shape';

/**
 * Fields that are missing, unknown or of the wrong type. With any of them no plan can be made, so no other rule runs.
 */
export function checkShape(deployment: string, spec: unknown): Finding[] {
  const broken = unreadable(spec);
  return applyRule(
    shapeRule,
    deployment,
    (broken.length > 0 ? broken : inferenceSpec(spec, ''))
      .map(({ field, ...rest }) => ({ field: field === '' ? 'spec' : field, ...rest })),
  );
}

/** The rule that {@link checkShape} applies. */
export const shapeRule = {
  id: 'PD701',
  title: 'A spec has only the fields of InferenceSpec',
  severity: 'error',
  cause:
    '`cdk8s synth` compiles without type checks: a field of another name or type would be dropped or written unchanged',
  fix: 'correct the field; the editor and `npx tsc --noEmit` show it too',
  source: 'lib/spec/deployment.ts',
  evidence: 'read',
  waivable: false,
  example: { field: 'decode.replcas', fails: 8, passes: undefined },
} as const satisfies RuleText;

const secretKeyReference = object<SecretKeyReference>({ secretName: string, key: string });

const model = object<ModelSpec>({
  uri: string,
  like: optional(like),
  revision: optional(string),
  servedName: optional(anyOf('text or a list of texts', string, list(string))),
  token: optional(secretKeyReference),
  endpoint: optional(string),
  region: optional(string),
  account: optional(string),
  credential: optional(union({
    secret: object<SecretCredential>({ type: string, secretName: string }),
    workloadIdentity: object<WorkloadIdentityCredential>({ type: string, annotations: optional(map(string)) }),
    anonymous: object<AnonymousCredential>({ type: string }),
  })),
});

const modelCache = union({
  persistentVolumeClaim: object<SharedModelCacheSpec>({
    type: string,
    size: string,
    storageClassName: optional(string),
    filled: optional(boolean),
    filledBy: optional(oneOf('Job')),
    downloadSeconds: optional(wholeNumber(60, 604_800)),
  }),
  existingClaim: object<ExistingClaimModelCacheSpec>({
    type: string,
    claimName: string,
    path: optional(string),
    size: optional(string),
    filled: optional(boolean),
    filledBy: optional(oneOf('Job')),
    downloadSeconds: optional(wholeNumber(60, 604_800)),
  }),
  emptyDir: object<PodModelCacheSpec>({ type: string, size: string }),
  hostPath: object<NodeModelCacheSpec>({ type: string, path: string, filled: optional(boolean) }),
});

const files = anyOf(
  '{ path, configMapName } or { path, secretName }',
  object<ConfigMapFiles>({ path: string, configMapName: string }),
  object<SecretFiles>({ path: string, secretName: string }),
);

const engine = object<EngineSpec>({
  maxModelLen: optional(anyOf('a number of tokens or \'auto\'', number, oneOf('auto'))),
  speculation: optional(object<SpeculationSpec>({
    method: oneOf('mtp', 'eagle', 'eagle3', 'ngram', 'suffix'), tokens: wholeNumber(1, 64), model: optional(string),
  })),
  blockSize: optional(number),
  dtype: optional(string),
  kvCacheDtype: optional(string),
  quantization: optional(string),
  hashSeed: optional(wholeNumber(0, 4_294_967_295)),
  attentionBackend: optional(string),
  slidingWindow: optional(boolean),
});

const pod = withoutHostNetwork(object<PodSpec>({
  affinity: optional(affinity),
  imagePullSecrets: optional(list(pullSecret)),
  nodeSelector: optional(map(string)),
  priorityClassName: optional(string),
  runtimeClassName: optional(string),
  schedulerName: optional(string),
  tolerations: optional(list(toleration)),
  topologySpreadConstraints: optional(list(topologySpread)),
  labels: optional(map(string)),
  annotations: optional(map(string)),
  securityContext: optional(podSecurity),
}));

const count = wholeNumber(0, 1_000_000);
const steps = wholeNumber(1, 1_000_000);
const experts = object<ExpertsSpec>({
  allToAll: optional(string),
  backend: optional(string),
  overlap: optional(object<ExpertOverlapSpec>({ decodeTokens: optional(count), prefillTokens: optional(count) })),
  rebalance: optional(object<ExpertRebalanceSpec>({
    redundant: optional(count), windowSteps: optional(steps), intervalSteps: optional(steps),
  })),
});

const pool = object<PoolSpec>({
  ...devicesFields,
  replicas: number,
  autoscaling: optional(autoscaling),
  parallelism: optional(object<ParallelismSpec>({
    tensor: optional(number),
    pipeline: optional(number),
    data: optional(wholeNumber(1, 1024)),
    expert: optional(boolean),
    balancing: optional(oneOf('ports', 'hybrid', 'internal')),
    nodes: optional(wholeNumber(1, 128)),
    exclusiveTopology: optional(string),
  })),
  image: optional(string),
  cpu: string,
  memory: string,
  sharedMemory: optional(string),
  ephemeralStorage: optional(string),
  engine: optional(
    object<RoleEngineSpec>({
      gpuMemoryUtilization: optional(number),
      maxNumSeqs: optional(number),
      maxNumBatchedTokens: optional(number),
      enforceEager: optional(boolean),
      kvCacheMemory: optional(string),
      reservedCpus: optional(wholeNumber(0, 1024)),
      experts: optional(experts),
    }),
  ),
  offloading: optional(offloading),
  extraArgs: optional(list(string)),
  extraEnv: optional(
    map(
      anyOf(
        'text, { secretName, key } or { fieldPath }',
        string,
        secretKeyReference,
        object<{ fieldPath: string }>({ fieldPath: string }),
      ),
    ),
  ),
  rollout: optional(rollout),
  probes: optional(object<ProbesSpec>({ readiness: optional(probe), liveness: optional(probe) })),
  pod: optional(pod),
});

const endpointPicker = object<EndpointPickerSpec>({
  ...pickerPlugins,
  replicas: optional(wholeNumber(1, 100)),
  unreachableSeconds: optional(wholeNumber(0, 86_400)),
  prefillThroughput: optional(wholeNumber(1, 1_000_000_000)),
  prefixWaitMilliseconds: optional(wholeNumber(1, 3_600_000)),
  failureMode: optional(oneOf('FailClose', 'FailOpen')),
  pod: optional(object<PickerPodSpec>({
    affinity: optional(affinity),
    nodeSelector: optional(map(string)),
    priorityClassName: optional(string),
    tolerations: optional(list(toleration)),
    topologySpreadConstraints: optional(list(topologySpread)),
  })),
});

const inferenceSpec = object<InferenceSpec>({
  namespace: string,
  createNamespace: optional(boolean),
  release,
  gateway,
  kubernetes: optional(oneOf(...kubernetesVersions)),
  model,
  modelCache: optional(modelCache),
  ...devicesFields,
  engine: optional(engine),
  prefill: optional(pool),
  decode: pool,
  disaggregatedSet: optional(disaggregatedSet),
  endpointPicker: optional(endpointPicker),
  startupSeconds: optional(number),
  drainSeconds: optional(number),
  files: optional(list(files)),
  connector: optional(connector),
  fabric: optional(fabric),
  security: optional(security),
  network: optional(network),
  entrance: optional(entrance),
  containers: optional(containers),
  images: optional(
    object<ImagesSpec>({
      digests: optional(map(string)), mirrors: optional(map(string)), pullSecrets: optional(list(string)),
    }),
  ),
  operations: optional(operations),
  names: optional(
    object<NamesSpec>({ gateway: optional(string), httpRoute: optional(string), inferencePool: optional(string) }),
  ),
  overrides: optional(overrides),
  waive: optional(map(string)),
});
