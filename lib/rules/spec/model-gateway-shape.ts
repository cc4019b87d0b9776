import type { GatewayProvider } from '../../gateways/gateway';
import { gatewayNamed } from '../../gateways/gateways';
import type { ContainersSpec } from '../../spec/containers';
import type { ModelGatewaySpec } from '../../spec/model-gateway';
import { anyOf, boolean, list, map, object, oneOf, optional, Shape, string } from '../../schema/shape';
import { unreadable } from '../../schema/readable';
import type { Finding } from '../language/finding';
import { applyRule } from '../language/rule';
import { gatewayContainer } from './cluster-shape';
import { authentication, listeners } from './entrance-shape';
import { gateway } from './release-shape';
import { shapeRule } from './spec-shape';

/** A gateway of which a Gateway can be made. */
const gatewayWithClass: Shape = (value, field) => {
  const wrong = gateway(value, field);
  if (wrong.length > 0) return wrong;
  const { besidePicker, title } = gatewayNamed((value as GatewayProvider).name);
  return besidePicker === undefined ? [] : [{
    field,
    cause: `${title} is in the pods of one deployment: there is no Gateway for many`,
    fix: 'use a gateway with a controller, for example istio(\'1.30\')',
  }];
};

const modelGatewaySpec = object<ModelGatewaySpec>({
  namespace: string,
  createNamespace: optional(boolean),
  gateway: gatewayWithClass,
  listeners: optional(listeners),
  hostnames: optional(list(string)),
  routesFrom: optional(anyOf('\'Same\', \'All\' or a list of namespaces', oneOf('Same', 'All'), list(string))),
  annotations: optional(map(string)),
  authentication: optional(authentication),
  containers: optional(object<Pick<ContainersSpec, 'gateway'>>({ gateway: optional(gatewayContainer) })),
  pullSecrets: optional(list(string)),
  waive: optional(map(string)),
});

/** Fields that are missing, unknown or of the wrong type. */
export function checkGatewayShape(name: string, spec: unknown): Finding[] {
  const broken = unreadable(spec);
  return applyRule(
    { ...shapeRule, source: 'lib/spec/model-gateway.ts' },
    name,
    (broken.length > 0 ? broken : modelGatewaySpec(spec, ''))
      .map(({ field, ...rest }) => ({ field: field === '' ? 'spec' : field, ...rest })),
  );
}
