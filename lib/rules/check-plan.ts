import { InferencePlan } from '../plan';
import { autoscalingRules } from './autoscaling';
import { BoundedSet } from './bounded-set';
import { engineRules } from './engine';
import { engineConnectorRules } from './engine-connector';
import { engineFlagRules } from './engine-flags';
import { engineModelRules } from './engine-model';
import { fabricRules } from './fabric';
import { Finding } from './finding';
import { imageRules } from './images';
import { memoryRules } from './memory';
import { metadataRules } from './metadata';
import { nameRules } from './names';
import { operationRules } from './operation';
import { operationPlanRules } from './operation-plan';
import { pairRules } from './pair';
import { pairEnvRules } from './pair-env';
import { pickerConfigRules } from './picker-config';
import { quantityRules } from './quantities';
import { routingRules } from './routing';
import { routingImageRules } from './routing-images';
import { routingPodRules } from './routing-pods';
import { applyRule, Rule } from './rule';
import { secretRules } from './secrets';
import { securityRules } from './security';
import { textRules } from './text';
import { withWaivers } from './waivers';

/** What is wrong with a plan, and what would be if its spec did not waive it. */
export interface Judgement {
  /** The findings that stand. */
  readonly findings: readonly Finding[];
  /** The findings that the spec waives. */
  readonly waived: readonly Finding[];
}

/**
 * All findings of all rules on one deployment that its spec does not waive. The plan is as `planInference` derives it.
 *
 * The deployments of a fleet differ in their names more often than in anything else, and only the rules about names look at these: of a spec in
 * which nothing was found under another name, they alone are asked.
 */
export function checkPlan(plan: InferencePlan): Finding[] {
  const text = JSON.stringify({ ...plan.spec, namespace: '' });
  if (clean.has(text) && nameRules.every(rule => rule.check(plan).length === 0)) return [];
  const { findings } = judge(plan);
  if (findings.length === 0) clean.add(text);
  return [...findings];
}

/** The texts of specs in which nothing was found. */
const clean = new BoundedSet<string>(1000);

/** All findings of all rules on one deployment, with the waived ones apart. */
export function judge(plan: InferencePlan): Judgement {
  const found: Finding[] = [];
  for (const rule of rules) {
    const violations = rule.check(plan);
    if (violations.length > 0) found.push(...applyRule(rule, plan.name, violations));
  }
  return withWaivers(plan, rules, found);
}

/** Every rule about a plan, by family. */
export const rules: readonly Rule[] = [
  ...engineRules, ...engineFlagRules, ...engineConnectorRules, ...engineModelRules, ...memoryRules, ...pairRules, ...pairEnvRules,
  ...routingRules, ...routingPodRules, ...routingImageRules, ...pickerConfigRules, ...operationRules, ...operationPlanRules,
  ...autoscalingRules, ...secretRules, ...securityRules, ...fabricRules, ...imageRules, ...nameRules, ...quantityRules, ...metadataRules, ...textRules,
];
