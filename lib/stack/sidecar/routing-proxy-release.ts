import { ComponentVersion, PlayedBy, VersionKnowledge } from '../component-version';

/** The routing proxy as a release ships it. */
export interface RoutingProxyRelease extends ComponentVersion<SidecarKnowledge> {
  /** The flag for the port that clients and the gateway connect to. */
  readonly portFlag: string;
  /** The flag for the port of the model server in the same pod. */
  readonly modelServerPortFlag: string;
  /** The flag for the KV connector protocol. */
  readonly connectorFlag: string;
  /** The flag that turns TLS on the proxy's port on or off. */
  readonly secureFlag: string;
  /**
   * The flag for the data-parallel ranks of the pod: it listens on as many ports, each of which leads to a rank. Absent
   * where the version has none.
   */
  readonly ranksFlag?: string;
  /** Flags that it needs before ranks with ports of their own. @default - none */
  readonly flagsOfRanks?: Readonly<Record<string, string>>;
  /** Flags besides ports, connector and TLS, by name. @default - none */
  readonly flags?: Readonly<Record<string, string>>;
  /**
   * The request headers in which it reads addresses of other servers, in lower case: the picker sets them, and the
   * gateway refuses a caller's.
   */
  readonly targetHeaders: readonly string[];
}

/** What is known of a version of the routing proxy. One that is unknown is in PD705. */
export interface SidecarKnowledge extends VersionKnowledge {
  /** Its flags. Any other ends the process. */
  readonly flags: readonly string[];
  /** What plays it in a rehearsal. */
  readonly playedBy: PlayedBy;
}
