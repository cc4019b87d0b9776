import type { Judgement } from './language/judgement';
import { InferencePlan } from '../plan/inference-plan';
import { changeRules } from './changes/changes';
import { overrideRules } from './objects/override-rules';
import { writtenRules } from './objects/written-rules';
import { computeDomainRules } from './plan/cluster/compute-domain';
import { containerRules } from './plan/cluster/containers';
import { deviceShapeRules } from './plan/cluster/device-shapes';
import { deviceClaimRules } from './plan/cluster/device-claims';
import { deviceRules } from './plan/cluster/devices';
import { networkRules } from './plan/cluster/network';
import { nodeRules } from './plan/cluster/nodes';
import { setRules } from './plan/cluster/sets';
import { gpuPartRules } from './plan/cluster/gpu-parts';
import { imageVolumeRules } from './plan/cluster/image-volumes';
import { outsideRules } from './plan/cluster/outside';
import { modelDownloadRules } from './plan/cluster/model-download';
import { volumeRules } from './plan/cluster/volumes';
import { autoscalingRules } from './plan/operation/autoscaling';
import { engineRules } from './plan/engine/engine';
import { rankRules } from './plan/engine/ranks';
import { lengthRules } from './plan/engine/lengths';
import { expertRules } from './plan/engine/experts';
import { versionFlagRules } from './plan/engine/version-flags';
import { engineConnectorRules } from './plan/engine/engine-connector';
import { podFileRules } from './plan/engine/pod-files';
import { engineEnvironmentRules } from './plan/engine/engine-environment';
import { engineFlagRules } from './plan/engine/engine-flags';
import { engineFlagValueRules } from './plan/engine/engine-flag-values';
import { engineModelRules } from './plan/engine/engine-model';
import { modelHintRules } from './plan/engine/model-hints';
import { modelSourceRules } from './plan/engine/model-source';
import { engineSettingRules } from './plan/engine/engine-settings';
import { stateTransferRules } from './plan/engine/state-transfer';
import { engineValueRules } from './plan/engine/engine-values';
import { precisionRules } from './plan/engine/precision';
import { connectorDeviceRules } from './plan/pair/connector-devices';
import { connectorSettingRules } from './plan/pair/connector-settings';
import { efaRules } from './plan/pair/efa';
import { fabricRules } from './plan/pair/fabric';
import { Finding } from './language/finding';
import { imageRules } from './plan/security/images';
import { capacityRules } from './plan/memory/capacity';
import { modelFileRules } from './plan/memory/model-files';
import { offloadingRules } from './plan/memory/offloading';
import { nodeResourceRules } from './plan/memory/node-resources';
import { memoryRules } from './plan/memory/memory';
import { metadataRules } from './plan/api/metadata';
import { nameRules } from './plan/api/names';
import { pickerScalingRules } from './plan/operation/picker-scaling';
import { operationRules } from './plan/operation/operation';
import { operationPlanRules } from './plan/operation/operation-plan';
import { worthRules } from './plan/operation/worth';
import { pairRules } from './plan/pair/pair';
import { pairFlagRules } from './plan/pair/pair-flags';
import { pairEnvRules } from './plan/pair/pair-env';
import { pickerConfigRules } from './plan/routing/picker-config';
import { pickerPluginRules } from './plan/routing/picker-plugins';
import { precisePrefixRules } from './plan/routing/precise-prefix';
import { pickerSpecRules } from './plan/routing/picker-spec';
import { flowControlRules } from './plan/routing/flow-control';
import { quantityRules } from './plan/api/quantities';
import { apiGroupRules } from './plan/routing/api-group';
import { entranceRules } from './plan/routing/entrance';
import { madeGatewayRules } from './plan/routing/made-gateway';
import { gatewayAbilityRules } from './plan/routing/gateway-abilities';
import { besidePickerRules } from './plan/routing/beside-picker';
import { wayInRules } from './plan/routing/way-in';
import { aggregatedRules } from './plan/routing/aggregated';
import { routingRules } from './plan/routing/routing';
import { routingImageRules } from './plan/routing/routing-images';
import { routingPodRules } from './plan/routing/routing-pods';
import { applyRule, Rule } from './language/rule';
import { secretRules } from './plan/security/secrets';
import { securityRules } from './plan/security/security';
import { stackVersionRules } from './plan/stack-versions';
import { textRules } from './plan/api/portable-text';
import { checkOwnRules, findingsOfOwn } from './language/own-rules';
import { withWaivers } from './language/waivers';

/**
 * All findings of all rules on one deployment that its spec does not waive, in no order: `sortFindings` has errors
 * first.
 *
 * @param plan as `planInference` derives it
 * @param rules rules of your own, judged and waived like those of this library; what is wrong with them are the
 * findings
 *   (PD707)
 */
export function checkPlan(plan: InferencePlan, rules: readonly Rule[] = []): readonly Finding[] {
  const malformed = checkOwnRules(rules);
  return malformed.length > 0 ? malformed : judge(plan, rules).findings;
}

/**
 * All findings of all rules on one deployment, with the waived ones apart.
 *
 * @param own rules beside those of this library, which {@link checkOwnRules} has found well formed
 */
export function judge(plan: InferencePlan, own: readonly Rule[] = []): Judgement {
  const found: Finding[] = [];
  for (const rule of rules) {
    const violations = rule.check(plan);
    if (violations.length > 0) found.push(...applyRule(rule, plan.name, violations));
  }
  found.push(...own.flatMap(rule => findingsOfOwn(rule, plan)));
  return withWaivers(plan, [...rules, ...own], found, [...changeRules, ...overrideRules, ...writtenRules]);
}

/** Every rule about a plan, by family. */
export const rules: readonly Rule[] = [
  ...stackVersionRules,
  ...engineRules,
  ...rankRules,
  ...lengthRules,
  ...expertRules,
  ...versionFlagRules,
  ...engineFlagRules,
  ...engineFlagValueRules,
  ...engineConnectorRules,
  ...engineModelRules,
  ...engineEnvironmentRules,
  ...podFileRules,
  ...engineSettingRules,
  ...engineValueRules,
  ...precisionRules,
  ...stateTransferRules,
  ...modelHintRules,
  ...modelSourceRules,
  ...memoryRules,
  ...capacityRules,
  ...modelFileRules,
  ...nodeResourceRules,
  ...offloadingRules,
  ...pairRules,
  ...pairEnvRules,
  ...pairFlagRules,
  ...apiGroupRules,
  ...routingRules,
  ...routingPodRules,
  ...routingImageRules,
  ...pickerConfigRules,
  ...aggregatedRules,
  ...pickerSpecRules,
  ...pickerPluginRules,
  ...precisePrefixRules,
  ...flowControlRules,
  ...gatewayAbilityRules,
  ...besidePickerRules,
  ...wayInRules,
  ...madeGatewayRules,
  ...entranceRules,
  ...operationRules,
  ...operationPlanRules,
  ...worthRules,
  ...autoscalingRules,
  ...pickerScalingRules,
  ...secretRules,
  ...securityRules,
  ...fabricRules,
  ...efaRules,
  ...connectorSettingRules,
  ...connectorDeviceRules,
  ...imageRules,
  ...networkRules,
  ...setRules, ...nodeRules,
  ...deviceRules,
  ...deviceClaimRules,
  ...computeDomainRules,
  ...deviceShapeRules,
  ...containerRules,
  ...volumeRules,
  ...imageVolumeRules,
  ...modelDownloadRules,
  ...outsideRules,
  ...gpuPartRules,
  ...nameRules,
  ...quantityRules,
  ...metadataRules,
  ...textRules,
];
