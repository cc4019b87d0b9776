import { RoutingProxyRelease } from '../stack/sidecar/routing-proxy-release';
import type { ContainerSpec } from '../spec/containers';
import { SecuritySpec } from '../spec/operations';

/** The proxy of a decode pod. */
export interface RoutingProxyProps {
  /** The proxy as the release ships it. */
  readonly release: RoutingProxyRelease;
  /** The protocol of the connector. */
  readonly protocol: string;
  /** Further flags, by name; `$(POD_IP)` in a value is the address of its pod. */
  readonly flags: Readonly<Record<string, string>>;
  /** The port that clients connect to. */
  readonly port: number;
  /** The port of the engine in the same pod. */
  readonly enginePort: number;
  /** Ranks of the engine with ports of their own: the proxy has as many. @default 1 */
  readonly ranks?: number;
  /** As whom it runs. */
  readonly security: Pick<SecuritySpec, 'user'>;
  /** What its container gets beside the defaults. @default - the defaults */
  readonly container?: ContainerSpec;
}
