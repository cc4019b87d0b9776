import { Credentials, Login } from './docker-config';
import { RegistryAnswer, RegistryRequest, sendToRegistry } from './registry-request';

/**
 * What a refused request needs in its header `Authorization`. Public images need a token too; the registry says where
 * it is issued (Distribution v3 `docs/content/spec/auth/token.md`, `oauth.md`).
 *
 * @returns `undefined` if the registry asks for a log-in and there is none
 * @throws Error if no token is issued
 */
export async function authorizationFor(
  refused: RegistryAnswer, credentials: Credentials | undefined, seconds: number,
): Promise<string | undefined> {
  const challenge = String(refused.headers['www-authenticate'] ?? '');
  if (/^basic\b/i.test(challenge))
    return credentials !== undefined && 'username' in credentials ? basic(credentials) : undefined;
  const realm = parameter(challenge, 'realm');
  if (!/^bearer\b/i.test(challenge) || realm === undefined || !URL.canParse(realm))
    throw new Error(`a registry asks for a log-in of an unknown kind: ${challenge.slice(0, 100) || 'none is named'}`);
  const answer = await sendToRegistry(tokenRequest(new URL(realm), challenge, credentials, seconds));
  if (answer.status === 401 || answer.status === 403) return undefined;
  if (answer.status !== 200) throw new Error(`${new URL(realm).host} issues no token: it answers ${answer.status}`);
  const token = tokenIn(answer.body.toString());
  if (token === undefined) throw new Error(`${new URL(realm).host} issues no token`);
  return `Bearer ${token}`;
}

function tokenRequest(
  url: URL, challenge: string, credentials: Credentials | undefined, seconds: number,
): RegistryRequest {
  const isLocal = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  if (credentials !== undefined && url.protocol !== 'https:' && !isLocal)
    throw new Error(`the log-in is not sent to ${url.origin}, which is not https`);
  const wanted = ['service', 'scope'].flatMap((name): [string, string][] => {
    const value = parameter(challenge, name);
    return value === undefined ? [] : [[name, value]];
  });
  const limits = { seconds, bytes: LARGEST_TOKEN };
  if (credentials !== undefined && 'identityToken' in credentials) {
    const form = new URLSearchParams([
      ...wanted, ['grant_type', 'refresh_token'], ['client_id', 'llmd'], ['refresh_token', credentials.identityToken],
    ]);
    return { url, form, ...limits };
  }
  for (const [name, value] of wanted) url.searchParams.set(name, value);
  return { url, ...limits, ...credentials !== undefined && { headers: { authorization: basic(credentials) } } };
}

const LARGEST_TOKEN = 2 ** 20;

function basic({ password, username }: Login): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function parameter(challenge: string, name: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(challenge)?.[1];
}

function tokenIn(text: string): string | undefined {
  try {
    const { access_token: access, token = access } = JSON.parse(text) as Partial<Record<string, unknown>>;
    return typeof token === 'string' && /^[\x21-\x7e]+$/.test(token) ? token : undefined;
  } catch {
    return undefined;
  }
}
