import type { ConnectorSpec } from '../spec/connector';
import type { Connector } from './connector';
import { mooncake } from './mooncake';
import { moriIo } from './mori-io';
import { nixl } from './nixl';
import { tpu } from './tpu';
import { tpuHybrid } from './tpu-hybrid';

/** Every connector that this library knows, each with a module in this folder. */
export const connectors: readonly Connector[] = [nixl, mooncake, moriIo, tpu, tpuHybrid];

/** The connector of a deployment that names none. */
export const defaultConnector: Connector = nixl;

/**
 * The connector that a plan names.
 *
 * @throws Error for a name that no module has; no spec can give one
 */
export function connectorNamed(name: string): Connector {
  return found(connectors.find(connector => connector.name === name), name);
}

/**
 * The connector that a spec asks for.
 *
 * @throws Error for a type that no module has; the shape of a spec takes no other
 */
export function connectorOf({ type }: Pick<ConnectorSpec, 'type'>): Connector {
  return found(connectors.find(connector => connector.type === type), type);
}

function found(connector: Connector | undefined, name: string): Connector {
  if (connector !== undefined) return connector;
  const known = connectors.map(each => each.name).join(', ');
  throw new Error(`there is no connector '${name}'; there are: ${known}`);
}
