import { istio } from '../../gateways/istio/istio';
import { Release } from '../../stack/releases';
import { InferencePlan } from '../../plan/inference-plan';
import { planInference } from '../../plan/plan-inference';
import type { PoolPlan } from '../../plan/pool-plan';
import { poolOf } from '../../plan/pools';
import type { InferenceSpec } from '../../spec/deployment';
import { type Role, roles } from '../../spec/role';
import type { Example } from '../language/example';
import type { RenderedObject } from '../language/rendered-object';

/** What the examples are changes of: the smallest valid spec. */
export const exampleSpec: InferenceSpec = {
  namespace: 'team-a',
  release: Release.ROUTER_0_10,
  gateway: istio('1.30'),
  model: { uri: 'hf://openai/gpt-oss-120b' },
  modelCache: { type: 'persistentVolumeClaim', size: '1Ti' },
  prefill: { replicas: 2, cpu: '8', memory: '64Gi' },
  decode: { replicas: 4, cpu: '8', memory: '64Gi' },
};

/** What the examples about objects are changes of. */
export const exampleObject: RenderedObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'notes' } };

/** The object of an example with one of its two values. */
export function objectOf({ field, given = {} }: Example, value: unknown): RenderedObject {
  const object = Object.entries(given).reduce<object>(
    (changed, [path, other]) => withField(changed, path, other),
    exampleObject,
  );
  return withField(object, field, value) as RenderedObject;
}

/**
 * The spec of an example with one of its two values. It may be of the wrong shape: that is what some rules are about.
 */
export function specOf({ field, given = {}, of = 'spec' }: Example, value: unknown): InferenceSpec {
  const spec = Object.entries(given).reduce<object>(
    (changed, [path, other]) => withField(changed, path, other),
    exampleSpec,
  );
  return (of === 'spec' ? withField(spec, field, value) : spec) as InferenceSpec;
}

/** The plan of an example with one of its two values. */
export function planOf(example: Example, value: unknown): InferencePlan {
  const plan = planInference('llama', specOf(example, value));
  return example.of === 'plan' ? withPlanField(plan, example.field, value) : plan;
}

/** A copy of a plan with one field replaced. A path that begins with a role is one of the pool of that role. */
export function withPlanField(plan: InferencePlan, path: string, value: unknown): InferencePlan {
  const [first = ''] = path.split('.', 1);
  const role = roles.find(name => name === first);
  if (role === undefined) return withField(plan, path, value) as InferencePlan;
  const changes = withField({ [role]: poolOf(plan, role) }, path, value) as Partial<Record<Role, PoolPlan>>;
  const changed = changes[role];
  return { ...plan, pools: plan.pools.flatMap(pool => (pool.role === role ? changed ?? [] : pool)) };
}

/** A copy with one field replaced; `undefined` leaves it out. Arrays are replaced as a whole. */
export function withField(object: object, path: string, value: unknown): object {
  const [key = '', ...rest] = path.split('.');
  const { [key]: old, ...others } = object as Readonly<Record<string, unknown>>;
  if (rest.length === 0) return value === undefined ? others : { ...object, [key]: value };
  return { ...object, [key]: withField(typeof old === 'object' && old !== null ? old : {}, rest.join('.'), value) };
}
