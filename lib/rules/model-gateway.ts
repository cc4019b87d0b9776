import { planEntrance } from '../plan/planned-entrance';
import type { InferenceSpec } from '../spec/deployment';
import type { ModelGatewaySpec } from '../spec/model-gateway';
import type { Finding } from './language/finding';
import { applyRule } from './language/rule';
import type { GatewayFacts } from './plan/routing/gateway-facts';
import { madeGatewayRules } from './plan/routing/made-gateway';

/** The facts of a Gateway that many share, as rules read them. */
export function gatewayFacts(name: string, spec: ModelGatewaySpec): GatewayFacts {
  const { annotations, authentication, gateway, hostnames, listeners, namespace } = spec;
  const entrance = {
    ...(annotations && { annotations }), ...(authentication && { authentication }),
    ...(hostnames && { hostnames }), ...(listeners && { listeners }),
  };
  const stated: Pick<InferenceSpec, 'entrance' | 'gateway' | 'namespace'> = { entrance, gateway, namespace };
  const names = { gateway: name, inferencePool: name, deployment: name };
  return { spec: stated, inferenceGateway: { entrance: planEntrance(stated, names, '') } };
}

/** The findings of the rules about Gateways, without what the spec waives. */
export function judgeGateway(name: string, spec: ModelGatewaySpec): readonly Finding[] {
  const facts = gatewayFacts(name, spec);
  return madeGatewayRules
    .filter(({ id, waivable = true }) => !waivable || spec.waive?.[id as `PD${number}`] === undefined)
    .flatMap(rule => applyRule(rule, name, rule.check(facts).map(({ field, ...rest }) => (
      { ...rest, field: field.replace(/^entrance\./, '') }
    ))));
}
