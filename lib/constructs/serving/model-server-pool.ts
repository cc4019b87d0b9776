import { type ApiObject, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { configurationDigest } from '../configuration-digest';
import { drain } from '../../plan/drain';
import { addDeviceClaims, podClaims } from './device-claims';
import { waitForModel } from './model-download';
import { modelServer } from './model-server';
import { addOffloadingObjects } from './offloading-volumes';
import { ModelCache, modelCacheVolume } from './model-cache';
import { defaultModelCache, RoleFacts } from '../../plan/composition';
import { WITHOUT_MESH } from '../../plan/labels';
import { leaderServes } from '../../plan/parallelism';
import { ModelServerPoolProps } from '../../plan/model-server-pool-props';
import { sourceOf } from '../../model-sources/sources';
import { planModelCache } from '../../plan/weights-storage';
import type { WeightsStorage } from '../../model-sources/source';
import type { ModelCacheSpec } from '../../spec/model-cache';
import type { PoolPlanOf } from '../../plan/pool-plan';
import { planRole } from '../../rules/composition';
import { Finding } from '../../rules/language/finding';
import { Role } from '../../spec/role';
import { Checked } from '../../synth/findings-source';
import { validateInStockApp } from '../../synth/stock-app';
import type { PodFields, PodVolume } from '../../workloads/pod-template';
import { workloadNamed } from '../../workloads/workloads';
import { modelServerPodSecurity } from './security';
import { modelServerVolumes } from './volumes';

/** A plan of a role and the volume with its weights. */
export interface PlannedPool<Plan> {
  /** All that is derived. */
  readonly plan: Plan;
  /** The volume with the weights. @default - none: they are not kept in a volume */
  readonly modelCache?: PodVolume;
}

/** What a person states of the pods of one role; the rest has the defaults of a spec. */
export interface PoolFacts extends Omit<RoleFacts, 'modelCache'> {
  /** Where the weights are kept. @default - an `emptyDir` of 200Gi: every pod downloads them at every start */
  readonly modelCache?: ModelCache;
}

/** Identical model servers of one role: {@link PrefillPool} and {@link DecodePool}, or {@link AggregatedPool}. */
export abstract class ModelServerPool<R extends Role> extends Construct implements Checked {
  /** Name of what runs the pods; absent where a fact does not have the shape of one. */
  public readonly deploymentName?: string;

  /** What was stated; absent where a plan was given, or where a fact does not have the shape of one. */
  public readonly facts?: RoleFacts;

  private readonly problems: readonly Finding[];

  protected constructor(
    scope: Construct, id: string, role: R, props: PlannedPool<PoolPlanOf<R>> | PoolFacts,
    sidecars: (plan: PoolPlanOf<R>) => k8s.Container[], aggregated = false,
  ) {
    super(scope, id);
    const made = 'plan' in props
      ? { ...props, facts: undefined, problems: [] }
      : composed(this, role, props, aggregated);
    const { facts, plan, modelCache, problems } = made;
    this.facts = facts;
    this.problems = problems;
    this.deploymentName = plan?.name;
    if (plan) addParts(this, { ...plan, modelCache }, sidecars(plan));
    validateInStockApp(this);
  }

  /** What does not have the shape of a fact. The rules are asked by the {@link InferencePool} over both roles. */
  public findings(): readonly Finding[] {
    return this.problems;
  }
}

function addParts(scope: Construct, props: ModelServerPoolProps, sidecars: k8s.Container[]): void {
  new k8s.KubeServiceAccount(scope, 'service-account', {
    metadata: { name: props.name, ...accountAnnotations(props) },
    automountServiceAccountToken: false,
  });
  const config = addOffloadingObjects(scope, props);
  addDeviceClaims(scope, props);
  const { exclusiveTopology, nodes } = props.parallelism;
  workloadNamed(props.workload).addObjects(scope, {
    name: props.name,
    labels: props.labels,
    selector: props.selector,
    ...(!props.autoscaled && { replicas: props.replicas }),
    startupSeconds: props.startupSeconds + (props.modelDownload?.seconds ?? 0),
    template: { metadata: podMetadata(props, config), spec: podSpec(props, sidecars) },
    ...(props.rollout && { rollout: props.rollout }),
    ...(props.set && { set: props.set }),
    ...(nodes > 1 && {
      group: {
        size: nodes,
        ...(exclusiveTopology !== undefined && { exclusiveTopology }),
        ...(leaderServes(props.parallelism) && {
          worker: { metadata: workerMetadata(props, config), spec: podSpec(props, [], 'worker') },
        }),
      },
    }),
  });
}

function accountAnnotations({ model: { credential } }: ModelServerPoolProps): Pick<k8s.ObjectMeta, 'annotations'> {
  return credential?.type === 'workloadIdentity' && credential.annotations !== undefined
    ? { annotations: credential.annotations }
    : {};
}

function composed<R extends Role>(
  pool: Construct, role: R, { modelCache: cache, ...stated }: PoolFacts, aggregated: boolean,
): {
  readonly facts?: RoleFacts;
  readonly plan?: PoolPlanOf<R>;
  readonly modelCache?: PodVolume;
  readonly problems: readonly Finding[];
} {
  const chart = Chart.of(pool);
  const storage = cache?.storage;
  const facts: RoleFacts = { ...stated, ...(storage && isStated(storage) && { modelCache: storage }) };
  const deployment = facts.deployment ?? chart.node.id;
  const { plan, problems } = planRole(deployment, chart.namespace, role, facts, aggregated);
  const modelCache = plan && (cache?.volume ?? stockVolume(deployment, facts));
  return { ...(plan && { facts, plan }), ...(modelCache && { modelCache }), problems };
}

/** Whether it is a place that a spec says; of another one the model's source does. */
function isStated(storage: WeightsStorage): storage is ModelCacheSpec {
  return storage.type !== 'none' && storage.type !== 'image';
}

/** The volume of pods to which no cache was given. */
function stockVolume(deployment: string, { images, model }: RoleFacts): PodVolume | undefined {
  const { name, storage } = planModelCache(deployment, { images, model, modelCache: defaultModelCache });
  return modelCacheVolume(name, storage);
}

/** Without the label by which a pool selects: only the first pod of the group takes requests. */
function workerMetadata(props: ModelServerPoolProps, config?: ApiObject): k8s.ObjectMeta {
  return podMetadata({ ...props, labels: props.selector }, config);
}

function podMetadata({ labels, model, pod }: ModelServerPoolProps, config?: ApiObject): k8s.ObjectMeta {
  const annotations = { ...pod.annotations, ...(config && configurationDigest(config)) };
  return {
    labels: { ...WITHOUT_MESH, ...sourceOf(model).podLabels(model), ...pod.labels, ...labels },
    annotations: Object.keys(annotations).length > 0 ? annotations : undefined,
  };
}

function podSpec(props: ModelServerPoolProps, sidecars: k8s.Container[], place?: 'worker'): PodFields {
  const { labels, annotations, ...scheduling } = props.pod;
  const resourceClaims = podClaims(props);
  const starters = [...(props.modelDownload ? [waitForModel(props, props.modelDownload)] : []), ...sidecars];
  return {
    ...scheduling,
    ...(resourceClaims.length > 0 && { resourceClaims }),
    serviceAccountName: props.name,
    automountServiceAccountToken: false,
    // A Service called `vllm` in the namespace would set VLLM_PORT to a URL and stop the engine
    // (vllm-project/vllm#34199).
    enableServiceLinks: false,
    securityContext: modelServerPodSecurity(props),
    initContainers: starters.length > 0 ? starters : undefined,
    containers: [modelServer(props, place)],
    terminationGracePeriodSeconds: drain(props).gracePeriodSeconds,
    volumes: modelServerVolumes(props),
  };
}
