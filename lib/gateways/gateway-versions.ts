import { GatewayImplementation } from './gateway';
import { defaultGateway, gateways } from './gateways';
import { InferencePoolGroup } from './inference-pool-api';

/** One version of an implementation of the Gateway API, as a command line names it. */
export interface GatewayVersion {
  /** For example `istio@1.30`. */
  readonly name: string;
  /** The implementation. */
  readonly gateway: GatewayImplementation;
  /** Its minor version. */
  readonly version: string;
  /** The group in which this version reads InferencePools. */
  readonly inferencePoolGroup: InferencePoolGroup;
}

/** Every version that is known, by implementation, the oldest first. */
export const gatewayVersions: readonly GatewayVersion[] = gateways.flatMap(gateway =>
  Object.entries(gateway.inferencePoolGroups).map(([version, inferencePoolGroup]) => (
    { name: `${gateway.name}@${version}`, gateway, version, inferencePoolGroup }
  )));

/** The version that is proposed where none is named: the newest that was read at its tag. */
export const defaultGatewayVersion: GatewayVersion = gatewayVersions.find(
  ({ name }) => name === `${defaultGateway.name}@${defaultGateway.version}`,
)!;
