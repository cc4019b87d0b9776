import type { ContainersSpec } from '../../spec/containers';
import type { ModelGatewaySpec } from '../../spec/model-gateway';
import { anyOf, boolean, list, map, object, oneOf, optional, string } from '../../schema/shape';
import { unreadable } from '../../schema/readable';
import type { Finding } from '../language/finding';
import { applyRule } from '../language/rule';
import { gatewayContainer } from './cluster-shape';
import { authentication, listeners } from './entrance-shape';
import { gateway } from './release-shape';
import { shapeRule } from './spec-shape';

const modelGatewaySpec = object<ModelGatewaySpec>({
  namespace: string,
  createNamespace: optional(boolean),
  gateway,
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
