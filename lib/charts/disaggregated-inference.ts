import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Namespace } from '../constructs/namespace';
import { DeploymentRecord } from '../constructs/operations/deployment-record';
import { Operations } from '../constructs/operations/operations';
import { podSecurityLevel } from '../plan/pod-security';
import { Verification } from '../constructs/operations/verification';
import { InferencePlan } from '../plan/inference-plan';
import { planInference } from '../plan/plan-inference';
import type { PoolPlan } from '../plan/pool-plan';
import { poolOf } from '../plan/pools';
import { EndpointPicker } from '../constructs/routing/endpoint-picker';
import { InferenceGateway } from '../constructs/routing/inference-gateway';
import { InferencePool } from '../constructs/routing/inference-pool';
import { InferenceRoute } from '../constructs/routing/inference-route';
import { checkPlan } from '../rules/judge';
import { checkName, freeId } from '../rules/spec/deployments';
import { Finding } from '../rules/language/finding';
import { checkShape } from '../rules/spec/spec-shape';
import { AggregatedPool } from '../constructs/serving/aggregated-pool';
import { ComputeDomain } from '../constructs/serving/compute-domain';
import { DecodePool } from '../constructs/serving/decode-pool';
import { ModelCache } from '../constructs/serving/model-cache';
import { ModelDownload } from '../constructs/serving/model-download';
import { PrefillPool } from '../constructs/serving/prefill-pool';
import { InferenceSpec } from '../spec/deployment';
import { resolvedRelease } from '../spec/images';
import { App } from '../synth/app';
import { Checked, rememberCreation } from '../synth/findings-source';
import { applyOverrides } from '../synth/overrides';
import { validateInStockApp } from '../synth/stock-app';
import type { PodVolume } from '../workloads/pod-template';

/**
 * One deployment behind one gateway: prefill and decode on separate GPUs, or pods that do both where the spec has no
 * `prefill`. Its id is the deployment's name and its file's.
 */
export class DisaggregatedInference extends Chart implements Checked {
  /** The spec with everything filled in; absent where the spec does not have the shape of one. */
  public readonly plan?: InferencePlan;

  private problems: readonly Finding[];

  constructor(scope: Construct, name: string, spec: InferenceSpec) {
    const id = freeId(scope, name);
    // A name of another type is no name to report under.
    const reported = typeof name === 'string' ? name : id;
    const shape = [...checkName(scope, name), ...checkShape(reported, spec)];
    super(scope, id, {
      // Of a spec without the shape of one, nothing is read.
      ...(shape.length === 0 && { namespace: spec.namespace }),
      labels: chartLabels(reported),
      disableResourceNameHashes: true,
    });
    rememberCreation(this, DisaggregatedInference);
    this.plan = shape.length > 0 ? undefined : planInference(name, spec);
    this.problems = this.plan ? checked(this, this.plan) : shape;
    validateInStockApp(this);
    if (this.plan && !this.problems.some(isError)) this.addParts(this.plan);
  }

  /**
   * What cannot work, and what probably does not do what was meant. With an error among them the chart has no objects.
   */
  public findings(): readonly Finding[] {
    return this.problems;
  }

  /** The reasons for which the spec waives rules, by their ids. */
  public get waivers(): Readonly<Record<string, string>> {
    return this.plan?.spec.waive ?? {};
  }

  /**
   * All objects of the deployment, to be patched or read. cdk8s's own list has only those that stand directly in the
   * chart.
   */
  public override get apiObjects(): ApiObject[] {
    return this.node.findAll().filter((construct): construct is ApiObject => ApiObject.isApiObject(construct));
  }

  private addParts(plan: InferencePlan): void {
    const { endpointPicker, inferenceGateway, inferencePool, pools, spec } = plan;
    if (spec.createNamespace ?? true)
      new Namespace(this, 'namespace', { name: spec.namespace, podSecurity: podSecurityLevel(spec) });
    const modelCache = new ModelCache(this, 'model-cache', { plan: plan.modelCache }).volume;
    const engine = { ...poolOf(plan, 'decode'), modelCache };
    if (engine.modelDownload) new ModelDownload(this, 'model-download', { plan: engine.modelDownload, engine });
    new InferencePool(this, 'inference-pool', { plan: inferencePool });
    new EndpointPicker(this, 'endpoint-picker', { plan: endpointPicker });
    const [computeDomain] = pools.flatMap(({ computeDomain = [] }) => computeDomain);
    if (computeDomain !== undefined) new ComputeDomain(this, 'compute-domain', { name: computeDomain });
    for (const pool of pools) addPool(this, pool, modelCache);
    new InferenceGateway(this, 'gateway', { plan: inferenceGateway });
    new InferenceRoute(this, 'route', { plan: inferenceGateway });
    new Operations(this, 'operations', plan.operations);
    const { verification } = plan.operations;
    if (verification)
      new Verification(this, 'verification', { ...verification, engine });
    const release = resolvedRelease(spec.release, spec.images);
    new DeploymentRecord(this, 'record', { deployment: plan.name, release, spec });
    if (spec.overrides) this.problems = [...this.problems, ...applyOverrides(plan, this.apiObjects)];
  }
}

function addPool(chart: Chart, plan: PoolPlan, modelCache: PodVolume | undefined): void {
  if (plan.role === 'prefill') new PrefillPool(chart, plan.role, { plan, modelCache });
  else if (plan.connector !== undefined) new DecodePool(chart, plan.role, { plan, modelCache });
  else new AggregatedPool(chart, plan.role, { plan, modelCache });
}

/** What the rules find, with those of the app itself where it is of this library. */
function checked({ node: { root } }: Construct, plan: InferencePlan): readonly Finding[] {
  return root instanceof App ? root.checkPlan(plan) : checkPlan(plan);
}

function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

// `part-of` finds all objects of a deployment; `instance` is left alone because Argo CD may use it to track its own.
function chartLabels(name: string): Record<string, string> {
  return { 'app.kubernetes.io/managed-by': 'cdk8s-llm-d', 'app.kubernetes.io/part-of': name };
}
