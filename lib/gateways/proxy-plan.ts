import type { ResourcesSpec } from '../spec/containers';
import type { SecuritySpec } from '../spec/operations';

/** A proxy in the picker's pod with every derived value. Plain data. */
export interface ProxyPlan {
  /** The implementation, by the name of its module in `lib/gateways/`. */
  readonly gateway: string;
  /** Its image, from the mirror and with the digest that a spec names. */
  readonly image: string;
  /** Beginnings of the paths that callers reach; every other one is answered with 404. */
  readonly paths: readonly string[];
  /** Request headers that are the picker's to set: a request that brings one is refused. */
  readonly refusedHeaders: readonly string[];
  /** Whether it listens for callers of IPv6 as well. */
  readonly ipv6: boolean;
  /** The port of the picker in the same pod. */
  readonly pickerPort: number;
  /** Whether the picker serves TLS, with a certificate that it makes for itself at start. */
  readonly pickerTls: boolean;
  /** Seconds for which it goes on after its pod was deleted: the picker drains, and streams that began end. */
  readonly drainSeconds: number;
  /** As whom it runs. */
  readonly security: Pick<SecuritySpec, 'user'>;
  /** Requests and limits beside the defaults. @default - the defaults */
  readonly resources?: ResourcesSpec;
}
