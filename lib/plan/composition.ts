import { sourceOfUri } from '../model-sources/sources';
import type { GatewayProvider } from '../gateways/gateway';
import { defaultGateway } from '../gateways/gateways';
import type { InferenceSpec } from '../spec/deployment';
import type { EngineSpec, RoleEngineSpec } from '../spec/engine';
import type { ModelCacheSpec } from '../spec/model-cache';
import type { PoolSpec } from '../spec/pool';
import { defaultRelease } from '../stack/releases';
import type { InferencePlan } from './inference-plan';
import { planInference } from './plan-inference';
import { poolsOf } from './pools';

/**
 * What a person states of one role in a chart composed by hand: what a spec says of the role, and what it says of all.
 */
export interface RoleFacts extends Omit<PoolSpec, 'engine'>, Partial<Pick<
  InferenceSpec, 'accelerator' | 'acceleratorLabel' | 'containers' | 'drainSeconds' | 'fabric' | 'files' | 'images'
  | 'network' | 'release' | 'security' | 'startupSeconds'
>>, Pick<InferenceSpec, 'model'> {
  /**
   * Name of the deployment: the prefix of derived names. Prefill and decode have the same. @default - id of the chart
   */
  readonly deployment?: string;
  /** Settings of the engine; those in which prefill and decode must agree are compared. @default - those of a spec */
  readonly engine?: EngineSpec & RoleEngineSpec;
  /** Where the weights are kept. @default {@link defaultModelCache} */
  readonly modelCache?: ModelCacheSpec;
}

/** The facts of a chart composed by hand. */
export interface Composition {
  /** Namespace of the chart. */
  readonly namespace: string | undefined;
  /** The prefill pods. @default - none: the decode pods do both */
  readonly prefill?: RoleFacts;
  /** The decode pods. */
  readonly decode: RoleFacts;
  /** What chooses among the pods. @default - as in EndpointPickerSpec */
  readonly endpointPicker?: InferenceSpec['endpointPicker'];
  /** What reads the pool. @default {@link defaultGateway} */
  readonly gateway?: GatewayProvider;
  /** Name of the InferencePool. @default - name of the deployment */
  readonly name?: string;
  /** Rules that are broken knowingly. @default - none */
  readonly waive?: InferenceSpec['waive'];
}

/**
 * A plan of a chart composed by hand: that of a spec with the facts of the prefill pods, with decode pods of their own
 * facts.
 */
export function planComposition(deployment: string, composition: Composition): InferencePlan {
  if (!composition.prefill) return planInference(deployment, composedSpec(composition));
  const plan = planInference(deployment, composedSpec(composition));
  const ofDecode = planInference(deployment, composedSpec({ ...composition, prefill: composition.decode }));
  return { ...plan, pools: [...poolsOf(plan, 'prefill'), ...poolsOf(ofDecode, 'decode')] };
}

/** The spec with the facts of a composition; what it says of both roles is what the prefill pods say, if there are. */
export function composedSpec({
  decode,
  endpointPicker,
  gateway = defaultGateway,
  name,
  namespace,
  prefill,
  waive,
}: Composition): InferenceSpec {
  const {
    accelerator,
    acceleratorLabel,
    containers,
    drainSeconds,
    fabric,
    files,
    images,
    model,
    modelCache = sourceOfUri(model.uri)?.storageOf(model.uri) ? undefined : defaultModelCache,
    network,
    release = defaultRelease,
    security,
    startupSeconds,
  } = prefill ?? decode;
  return stated({
    namespace,
    createNamespace: false,
    release,
    gateway,
    model,
    modelCache,
    accelerator,
    acceleratorLabel,
    containers,
    drainSeconds,
    endpointPicker,
    fabric,
    files,
    images,
    network,
    security,
    startupSeconds,
    waive,
    engine: engineOf(prefill ?? decode).both,
    prefill: prefill && poolSpec(prefill),
    decode: poolSpec(decode),
    names: name === undefined ? undefined : { inferencePool: name },
  }) as unknown as InferenceSpec;
}

/**
 * Where pods keep weights by default: every pod downloads them at every start. As large as the claim of the reference
 * deployment.
 */
export const defaultModelCache: ModelCacheSpec = { type: 'emptyDir', size: '200Gi' };

function poolSpec(facts: RoleFacts): Record<string, unknown> {
  const {
    accelerator,
    acceleratorLabel,
    containers,
    deployment,
    drainSeconds,
    engine,
    fabric,
    files,
    images,
    model,
    modelCache,
    network,
    release,
    security,
    startupSeconds,
    ...pool
  } = facts;
  return stated({ ...pool, engine: engineOf(facts).role });
}

function engineOf({ engine = {} }: RoleFacts): { readonly both: EngineSpec; readonly role: RoleEngineSpec } {
  const {
    enforceEager, experts, gpuMemoryUtilization, kvCacheMemory, maxNumBatchedTokens, maxNumSeqs, reservedCpus,
    ...both
  } = engine;
  const role = {
    gpuMemoryUtilization, maxNumSeqs, maxNumBatchedTokens, enforceEager, experts, kvCacheMemory,
    reservedCpus,
  };
  return { both, role: stated(role) };
}

/** Only what is there: a field of a spec that is `undefined` is a mistake. */
function stated(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
