import { GatewayParts, GatewayPods, GatewayProvider } from '../gateways/gateway';
import { InferencePoolGroup } from '../gateways/inference-pool-api';

/**
 * The way in with every derived value: `planInference(...).inferenceGateway`, of an `InferenceGateway` and its {@link
 * InferenceRoute}.
 */
export interface InferenceGatewayPlan extends Omit<GatewayParts, 'gateway' | 'policy'> {
  /** Name of the Gateway and of its parameters. */
  readonly name: string;
  /** The Gateway API implementation. */
  readonly provider: GatewayProvider;
  /** What the pods of its data plane get. @default - the defaults */
  readonly pods?: GatewayPods;
  /** The label by which the pods of its data plane are found, and the value that theirs has. */
  readonly podLabel: { readonly label: string; readonly value: string };
  /** Name of the HTTPRoute. */
  readonly httpRoute: string;
  /** Beginnings of the paths that callers reach. */
  readonly paths: readonly string[];
  /** The pool that all requests go to. */
  readonly inferencePool: {
    /** Name, in the route's namespace. */
    readonly name: string;
    /** Its API group. */
    readonly group: InferencePoolGroup;
    /** Its target port. */
    readonly port: number;
  };
}
