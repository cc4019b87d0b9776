import type { Connector } from './connector';
import { nixl } from './nixl';

/** Every connector that this library knows, each with a module in this folder. */
export const connectors: readonly Connector[] = [nixl];

/** The connector of every deployment. */
export const defaultConnector: Connector = nixl;

/**
 * The connector that a plan names.
 *
 * @throws Error for a name that no module has; no spec can give one
 */
export function connectorNamed(name: string): Connector {
  const found = connectors.find(connector => connector.name === name);
  if (found === undefined) {
    const known = connectors.map(connector => connector.name).join(', ');
    throw new Error(`there is no connector '${name}'; there are: ${known}`);
  }
  return found;
}
