import type { ContainersSpec } from './containers';
import type { InferenceSpec } from './deployment';
import type { AuthenticationSpec, ListenerSpec } from './entrance';

/** A Gateway that many deployments attach their routes to, as its owner states it. */
export interface ModelGatewaySpec {
  /** Its namespace. */
  readonly namespace: string;
  /** Whether the namespace is among the manifests. @default true */
  readonly createNamespace?: boolean;
  /** The Gateway API implementation in the cluster. */
  readonly gateway: InferenceSpec['gateway'];
  /**
   * Where it listens. Each deployment names a listener by `entrance.from.section`: `http` and `https`, and with a
   * number from the second of a kind on (`https-2`).
   * @default [{ protocol: 'HTTP' }] - on port 80
   */
  readonly listeners?: readonly ListenerSpec[];
  /** Names of hosts that an `issuer` of a listener certifies: one listener for each. @default - none */
  readonly hostnames?: readonly string[];
  /**
   * The namespaces whose deployments may attach a route: that of the Gateway, all, or these.
   * @default 'Same'
   */
  readonly routesFrom?: 'Same' | 'All' | readonly string[];
  /** Annotations of what the controller makes for the Gateway, its Service above all. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Who may call, whatever the model. @default - everybody */
  readonly authentication?: AuthenticationSpec;
  /** Requests and limits of the data plane's pods. @default - as in ContainersSpec */
  readonly containers?: Pick<ContainersSpec, 'gateway'>;
  /** Secrets with which the image of the data plane is pulled. @default - none */
  readonly pullSecrets?: readonly string[];
  /** Rules that this Gateway breaks knowingly, each with the reason. @default - none */
  readonly waive?: Readonly<Record<`PD${number}`, string>>;
}
