import type {
  ApiKeySpec, CertificateSpec, EntranceSpec, ExistingGatewaySpec, HttpListenerSpec, HttpsListenerSpec, JwtSpec,
} from '../../spec/entrance';
import type { SecretKeyReference } from '../../spec/references';
import {
  boolean, list, map, object, oneOf, optional, Shape, string, union, wholeNumber,
} from '../../schema/shape';

const port = wholeNumber(1, 65_535);

const certificate = object<CertificateSpec>({
  secretName: string,
  namespace: optional(string),
  granted: optional(boolean),
  issuer: optional(object<NonNullable<CertificateSpec['issuer']>>({
    kind: oneOf('Issuer', 'ClusterIssuer'), name: string,
  })),
});

/** The kind is told apart by its value, as in `union`, whose key is `type`. */
const listener: Shape = (value, field) => (
  (value as { readonly protocol?: unknown } | null)?.protocol === 'HTTPS'
    ? object<HttpsListenerSpec>({ protocol: string, port: optional(port), certificate })
    : object<HttpListenerSpec>({ protocol: oneOf('HTTP', 'HTTPS'), port: optional(port) })
)(value, field);

const token = optional(object<SecretKeyReference>({ secretName: string, key: string }));

/** Who may call a Gateway. */
export const authentication = union({
  jwt: object<JwtSpec>({
    type: string,
    issuer: string,
    jwksUri: optional(string),
    jwks: optional(string),
    audiences: optional(list(string)),
    token,
  }),
  apiKey: object<ApiKeySpec>({ type: string, secretName: string, token }),
});

/** The listeners of a Gateway. */
export const listeners: Shape = list(listener);

/** `entrance` of a spec. */
export const entrance: Shape = object<EntranceSpec>({
  paths: optional(list(string)),
  pathPrefix: optional(string),
  hostnames: optional(list(string)),
  headers: optional(map(string)),
  byModel: optional(boolean),
  listeners: optional(listeners),
  from: optional(object<ExistingGatewaySpec>({
    name: string, namespace: optional(string), section: optional(string), url: optional(string),
  })),
  annotations: optional(map(string)),
  timeoutSeconds: optional(wholeNumber(1, 86_400)),
  authentication: optional(authentication),
  traffic: optional(map(wholeNumber(0, 100))),
});
