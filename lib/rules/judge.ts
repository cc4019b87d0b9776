import type { Judgement } from './language/judgement';
import { InferencePlan } from '../plan/inference-plan';
import { comparisonRules } from '../synth/comparison';
import { autoscalingRules } from './plan/operation/autoscaling';
import { BoundedSet } from './language/bounded-set';
import { engineRules } from './plan/engine/engine';
import { engineConnectorRules } from './plan/engine/engine-connector';
import { engineFlagRules } from './plan/engine/engine-flags';
import { engineModelRules } from './plan/engine/engine-model';
import { engineSettingRules } from './plan/engine/engine-settings';
import { fabricRules } from './plan/pair/fabric';
import { Finding } from './language/finding';
import { imageRules } from './plan/security/images';
import { capacityRules } from './plan/memory/capacity';
import { memoryRules } from './plan/memory/memory';
import { metadataRules } from './plan/api/metadata';
import { nameRules } from './plan/api/names';
import { operationRules } from './plan/operation/operation';
import { operationPlanRules } from './plan/operation/operation-plan';
import { pairRules } from './plan/pair/pair';
import { pairEnvRules } from './plan/pair/pair-env';
import { pickerConfigRules } from './plan/routing/picker-config';
import { quantityRules } from './plan/api/quantities';
import { routingRules } from './plan/routing/routing';
import { routingImageRules } from './plan/routing/routing-images';
import { routingPodRules } from './plan/routing/routing-pods';
import { applyRule, Rule } from './language/rule';
import { secretRules } from './plan/security/secrets';
import { securityRules } from './plan/security/security';
import { textRules } from './plan/api/portable-text';
import { withWaivers } from './waivers';

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
  return withWaivers(plan, rules, found, comparisonRules);
}

/** Every rule about a plan, by family. */
export const rules: readonly Rule[] = [
  ...engineRules, ...engineFlagRules, ...engineConnectorRules, ...engineModelRules, ...engineSettingRules,
  ...memoryRules, ...capacityRules, ...pairRules, ...pairEnvRules,
  ...routingRules, ...routingPodRules, ...routingImageRules, ...pickerConfigRules, ...operationRules, ...operationPlanRules,
  ...autoscalingRules, ...secretRules, ...securityRules, ...fabricRules, ...imageRules, ...nameRules, ...quantityRules, ...metadataRules, ...textRules,
];
