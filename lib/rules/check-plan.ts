import { InferencePlan } from '../plan';
import { engineRules } from './engine';
import { Finding } from './finding';
import { nameRules } from './names';
import { operationRules } from './operation';
import { quantityRules } from './quantities';
import { routingRules } from './routing';
import { applyRule, Rule } from './rule';
import { secretRules } from './secrets';

/** All findings of all rules on one deployment. */
export function checkPlan(plan: InferencePlan): Finding[] {
  return rules.flatMap(rule => applyRule(rule, plan.name, rule.check(plan)));
}

/** Every rule about a spec, by family. */
export const rules: readonly Rule[] = [...engineRules, ...routingRules, ...operationRules, ...secretRules, ...nameRules, ...quantityRules];
