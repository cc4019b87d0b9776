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

/** No credential below is shorter than an AWS key id. */
const SHORTEST = 20;

/** A text with its credentials taken out, for a message. */
export function withoutSecrets(text: string): string {
  return text
    .replaceAll(new RegExp(credential.source, 'g'), '***')
    .replaceAll(base64Word, word => (looksLikeSecret(word) ? '***' : word));
}

/** A vLLM argument that carries a credential in plain text. */
export const secretFlag = new RegExp(
  `^--(${['api[-_]key', ...modelSources.map(({ credential: { flag } }) => flag)].join('|')})\\b`,
);

/** Names of variables whose value is a credential. */
export const secretName = /(TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?)$/i;

// Prefixes and lengths as in the rules of gitleaks v8.30.1 `config/gitleaks.toml`.
const credential = new RegExp([
  ...modelSources.map(({ credential: { text } }) => text),
  'gh[pousr]_[A-Za-z0-9]{36}', 'github_pat_\\w{82}', 'glpat-[\\w-]{20}', // GitHub, GitLab
  '(AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}', // AWS
  'AIza[\\w-]{35}', // Google
  'sk-(proj-|ant-)?[\\w-]{32,}', 'nvapi-[\\w-]{60,}', // OpenAI, Anthropic, NVIDIA
  'xox[abprs]-[\\w-]{10,}', // Slack
  'eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.', // JSON Web Token
  '-----BEGIN [A-Z ]*PRIVATE KEY-----',
].join('|'));

const base64Word = /[A-Za-z0-9+/]{24,}={0,2}/g;

function base64Words(text: string): string[] {
  return text.match(base64Word) ?? [];
}
