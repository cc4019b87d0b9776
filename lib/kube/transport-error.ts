import { AnswerTooLong } from '../http/exchange';

/**
 * What is wrong with a connection that the next attempt would not open either: in kubectl's words where kubectl has
 * any. `undefined` for what may pass.
 */
export function lastingProblem(thrown: unknown): string | undefined {
  if (thrown instanceof AnswerTooLong) return thrown.message;
  const { code = '', message, hostname } = thrown as NodeJS.ErrnoException & { readonly hostname?: string };
  if (Object.hasOwn(problems, code)) return problems[code];
  if (code === 'ENOTFOUND') return `dial tcp: lookup ${hostname ?? ''}: no such host`;
  if (code.startsWith('HPE_')) return `malformed HTTP response: ${message}`;
  if (/^ERR_OSSL_|^ERR_TLS_|^ERR_INVALID_/.test(code)) return `tls: ${message}`;
  // What the agents of proxies say.
  const refused = /^Bad response: (\d+)$/.exec(message)?.[1];
  return refused === undefined ? undefined : `the proxy refuses the connection with HTTP status ${refused}`;
}

const UNVERIFIED = 'tls: failed to verify certificate: x509: ';
const UNKNOWN = `${UNVERIFIED}certificate signed by unknown authority`;

const problems: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN,
  CERT_SIGNATURE_FAILURE: UNKNOWN,
  CERT_HAS_EXPIRED: `${UNVERIFIED}certificate has expired or is not yet valid`,
  CERT_NOT_YET_VALID: `${UNVERIFIED}certificate has expired or is not yet valid`,
  ERR_TLS_CERT_ALTNAME_INVALID: `${UNVERIFIED}certificate is valid for another name than that of the server`,
  EPROTO: 'http: server gave HTTP response to HTTPS client, or another answer that is not TLS',
  ERR_SSL_WRONG_VERSION_NUMBER: 'http: server gave HTTP response to HTTPS client',
};
