import type { SecretKeyReference } from './references';

/** How callers reach a deployment: its HTTPRoute, and the Gateway that the route is attached to. */
export interface EntranceSpec {
  /**
   * Beginnings of paths that are published, each as a `PathPrefix`; any other is answered with 404. Engines serve more
   * than their API: `/metrics`, `/docs`, `/version`, which `['/']` publishes as well.
   * @default ['/v1'] - the API of OpenAI
   */
  readonly paths?: readonly `/${string}`[];
  /**
   * Stands before every path that callers use, and is taken off before a pod sees it: with `/llama`, callers ask
   * `/llama/v1/completions`. It tells deployments on one Gateway apart.
   * @default - none
   */
  readonly pathPrefix?: `/${string}`;
  /** Names of hosts that requests are for, `*.example.com` for all below one. @default - all */
  readonly hostnames?: readonly string[];
  /** Headers that requests must have, with their exact values. @default - none */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Takes only requests whose body names this model. The payload processor of llm-d, installed on the Gateway, reads
   * the name and sets the header `X-Gateway-Base-Model-Name`; a ConfigMap tells it the model.
   * @default false
   */
  readonly byModel?: boolean;
  /** Where the Gateway listens. @default [{ protocol: 'HTTP' }] - on port 80 */
  readonly listeners?: readonly ListenerSpec[];
  /**
   * A Gateway that exists: none is made. What belongs to a Gateway (`listeners`, `annotations`, `authentication`) is
   * then its owner's to say.
   * @default - a Gateway of the deployment's own
   */
  readonly from?: ExistingGatewaySpec;
  /**
   * Annotations of what the controller makes for the Gateway, its Service above all: what a cloud reads of a load
   * balancer. They are `infrastructure.annotations` of the Gateway, or those of the Service where there is no Gateway.
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * Seconds after which a request is answered with 504, the whole stream of tokens counted.
   * @default - no limit
   */
  readonly timeoutSeconds?: number;
  /** Who may call. What a gateway does not have is refused with one that has it (PD774). @default - everybody */
  readonly authentication?: AuthenticationSpec;
  /**
   * Shares of the requests in per cent, by names of deployments in this namespace, this one among them:
   * `{ stable: 90, canary: 10 }`. They are weights of the InferencePools of one rule of the route.
   * @default - all requests go to this deployment
   */
  readonly traffic?: Readonly<Record<string, number>>;
}

/** A listener of the Gateway. */
export type ListenerSpec = HttpListenerSpec | HttpsListenerSpec;

/** Takes requests in plain text. */
export interface HttpListenerSpec {
  /** Which kind. */
  readonly protocol: 'HTTP';
  /** The port of the Gateway's Service. @default 80 */
  readonly port?: number;
}

/** Ends TLS. */
export interface HttpsListenerSpec {
  /** Which kind. */
  readonly protocol: 'HTTPS';
  /** The port of the Gateway's Service. @default 443 */
  readonly port?: number;
  /** What it shows to callers. */
  readonly certificate: CertificateSpec;
}

/** A Secret of type `kubernetes.io/tls`. */
export interface CertificateSpec {
  /** Name of the Secret. */
  readonly secretName: string;
  /**
   * Namespace of the Secret. From another one the Gateway may read it only with a ReferenceGrant there (PD773).
   * @default - that of the Gateway
   */
  readonly namespace?: string;
  /**
   * Says that the namespace of the Secret has a ReferenceGrant for Gateways of this namespace. It is the consent of
   * that namespace's owner, so it is made there.
   * @default false
   */
  readonly granted?: boolean;
  /**
   * The issuer of cert-manager that fills the Secret, for every name of `hostnames`.
   * @default - somebody else fills it
   */
  readonly issuer?: { readonly kind: 'Issuer' | 'ClusterIssuer'; readonly name: string };
}

/** A Gateway that somebody else made. */
export interface ExistingGatewaySpec {
  /** Its name. */
  readonly name: string;
  /** Its namespace. A listener must allow routes of the deployment's. @default - that of the deployment */
  readonly namespace?: string;
  /** The listener that the route is attached to. @default - all that allow it */
  readonly section?: string;
  /**
   * Where pods of this cluster reach it: a verification asks there.
   * @default - its Service, by HTTP on port 80
   */
  readonly url?: `http://${string}` | `https://${string}`;
}

/** How callers say who they are. */
export type AuthenticationSpec = JwtSpec | ApiKeySpec;

/** By a token of an issuer, in the header `Authorization: Bearer`. A request without one is refused. */
export interface JwtSpec {
  /** Which kind. */
  readonly type: 'jwt';
  /** What the claim `iss` of a token must be. */
  readonly issuer: string;
  /** Where the issuer publishes its keys. @default - that of the issuer's OpenID configuration */
  readonly jwksUri?: string;
  /** Its public keys as JSON, where they are not fetched. @default - fetched */
  readonly jwks?: string;
  /** What the claim `aud` of a token must have one of. @default - any */
  readonly audiences?: readonly string[];
  /** A token that `llmd verify` and the verification Jobs send. @default - they send none, and are refused */
  readonly token?: SecretKeyReference;
}

/** By a key of a list, in the header `Authorization: Bearer`. A request without one is refused. */
export interface ApiKeySpec {
  /** Which kind. */
  readonly type: 'apiKey';
  /** The Secret whose values are the keys, each by the name of its caller. */
  readonly secretName: string;
  /** A key that `llmd verify` and the verification Jobs send. @default - they send none, and are refused */
  readonly token?: SecretKeyReference;
}
