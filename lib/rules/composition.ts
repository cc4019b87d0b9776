import { composedSpec, Composition, planComposition, RoleFacts } from '../plan/composition';
import type { InferencePlan } from '../plan/inference-plan';
import type { PoolPlanOf } from '../plan/pool-plan';
import { poolOf } from '../plan/pools';
import type { Role } from '../spec/role';
import { judge } from './judge';
import type { Finding } from './language/finding';
import type { Rule } from './language/rule';
import { checkShape } from './spec/spec-shape';

/** What came of a composition: its plan, unless a fact does not have the shape of one, and what was found. */
export interface JudgedComposition {
  /** What a spec with the same facts becomes. */
  readonly deployment?: InferencePlan;
  /** The InferencePool of it. */
  readonly plan?: InferencePlan['inferencePool'];
  /** The findings of every rule that a spec is asked. */
  readonly problems: readonly Finding[];
}

/**
 * Asks a chart composed by hand every rule of a spec: once with what each role says of the whole, since the two may
 * differ.
 *
 * @param own the rules of the app beside those of this library
 */
export function judgeComposition(
  deployment: string,
  composition: Composition,
  own: readonly Rule[] = [],
): JudgedComposition {
  const specs = [
    composedSpec(composition),
    ...(composition.prefill ? [composedSpec({ ...composition, prefill: composition.decode })] : []),
  ];
  const shape = checkShape(deployment, specs[0]!);
  if (shape.length > 0) return { problems: shape };
  const plan = planComposition(deployment, composition);
  const problems = specs.flatMap(
    ({ decode, prefill, ...whole }) => judge({ ...plan, spec: { ...plan.spec, ...whole } }, own).findings,
  );
  return { deployment: plan, plan: plan.inferencePool, problems: distinct(problems) };
}

/**
 * The plan of one role, and what does not have the shape of a fact.
 *
 * @param aggregated whether its pods do both, without prefill pods
 */
export function planRole<R extends Role>(
  deployment: string, namespace: string | undefined, role: R, facts: RoleFacts, aggregated: boolean,
): { readonly plan?: PoolPlanOf<R>; readonly problems: readonly Finding[] } {
  const composition: Composition = { namespace, ...(!aggregated && { prefill: facts }), decode: facts };
  const other = role === 'prefill' ? 'decode' : 'prefill';
  const problems = checkShape(deployment, composedSpec(composition))
    .filter(({ field }) => field !== other && !field.startsWith(`${other}.`));
  if (problems.length > 0) return { problems };
  return { problems, plan: poolOf(planComposition(deployment, composition), role) };
}

function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map(finding => [JSON.stringify(finding), finding])).values()];
}
