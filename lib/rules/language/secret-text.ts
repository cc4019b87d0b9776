import { modelSources } from '../../model-sources/sources';
import { BoundedSet } from './bounded-set';

/** Whether a text contains what a credential of a common issuer looks like, as it stands or in base64. */
export function looksLikeSecret(text: string): boolean {
  if (text.length < SHORTEST || harmless.has(text)) return false;
  const found
    = credential.test(text)
      || base64Words(text).some(word => credential.test(Buffer.from(word, 'base64').toString('latin1')));
  if (!found && text.length <= LONGEST_REMEMBERED) harmless.add(text);
  return found;
}

// The deployments of a fleet say the same things over and over.
const harmless = new BoundedSet<string>(10_000);
const LONGEST_REMEMBERED = 1_000;

/** No credential below is shorter than a password in a URL: `a://:b@`. */
const SHORTEST = 7;

/** A text with its credentials taken out, for a message. */
export function withoutSecrets(text: string): string {
  return text
    .replaceAll(new RegExp(credential.source, 'g'), '***')
    .replaceAll(base64Word, word => (looksLikeSecret(word) ? '***' : word));
}

/** A vLLM argument that carries a credential in plain text. */
export const secretFlag = new RegExp(
  `^--(${['api[-_]key', ...modelSources.flatMap(({ credential }) => credential?.flag ?? [])].join('|')})\\b`,
);

/**
 * What the name of a variable says of its value: that it is a secret for certain, or for certain none, or that it may
 * be one.
 *
 * @returns the end of the name that says so, and whether the value is one; undefined where nothing speaks for it
 */
export function secretByName(
  name: string, value: string,
): { readonly end: string; readonly isCertain: boolean } | undefined {
  const end = secretName.exec(name)?.[0];
  if (end === undefined || harmlessValue.test(value)) return undefined;
  return { end, isCertain: certainName.test(name) || randomWord.test(value) };
}

/** Whether a variable with headers has one with a key: `OTEL_EXPORTER_OTLP_HEADERS: 'api-key=...'`. */
export function secretHeader(name: string, value: string): boolean {
  return /HEADERS$/i.test(name) && keyHeader.test(value);
}

const keyHeader = /(^|[,\s])(authorization|[\w-]*(api-?key|token|secret))\s*[=:]\s*(?!\$\()[^\s,]{4,}/i;

const secretName = /(TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?)$/i;

/** Nobody calls anything else so; a token is also a word of a model, and credentials are a file. */
const certainName = /(SECRET|PASSWORD|PASSWD|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY)$/i;

/** Nothing, a path, a reference that Kubernetes resolves, a switch. */
const harmlessValue = /^(\/[^\s:@]*|\$\([A-Za-z_]\w*\)|true|false|yes|no|on|off|[01]?)$/i;

/** Letters and digits mixed, as long as a key that was drawn at random. */
const randomWord = /^(?=.*\d)(?=.*[A-Za-z])[\w+/=.~-]{12,}$/;

// Prefixes and lengths as in the rules of gitleaks v8.30.1 `config/gitleaks.toml`.
const credential = new RegExp([
  ...modelSources.flatMap(({ credential }) => credential?.text ?? []),
  'gh[pousr]_[A-Za-z0-9]{36}', 'github_pat_\\w{82}', 'glpat-[\\w-]{20}', // GitHub, GitLab
  '(AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}', // AWS
  'AIza[\\w-]{35}', // Google
  'sk-(proj-|ant-)?[\\w-]{32,}', 'nvapi-[\\w-]{60,}', // OpenAI, Anthropic, NVIDIA
  'xox[abprs]-[\\w-]{10,}', // Slack
  'eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.', // JSON Web Token
  '-----BEGIN [A-Z ]*PRIVATE KEY-----',
  // A password in a URL, and a header: of OpenTelemetry's variables, or as curl has it. A reference is none. Lengths
  // are bounded, so that the time is that of the length of a text.
  '[a-z][a-z0-9+.-]{0,20}://[^\\s/@:?#"]{0,200}:(?!\\$\\()[^\\s/@?#"]{1,200}@',
  '[Aa]uthorization\\s?[=:]\\s?(Bearer|Basic)(\\s|%20)(?!\\$\\()[^\\s,]{4,}',
].join('|'));

const base64Word = /[A-Za-z0-9+/]{24,}={0,2}/g;

function base64Words(text: string): string[] {
  return text.match(base64Word) ?? [];
}
