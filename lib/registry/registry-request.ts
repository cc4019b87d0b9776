import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';
import { STATUS_CODES } from 'node:http';
import { Answer, exchange } from '../http/exchange';
import { proxyFor, proxyText } from '../http/proxy-environment';

/** A request to a registry or to what issues its tokens. */
export interface RegistryRequest {
  readonly url: URL;
  readonly seconds: number;
  /** Bytes of the answer. */
  readonly bytes: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A form, which is posted. */
  readonly form?: URLSearchParams;
}

/** An answer and the words for its status. */
export interface RegistryAnswer extends Answer {
  readonly statusText: string;
}

/**
 * Sends a request, through the proxy of the environment if there is one, and follows redirects. The credentials stay
 * with the host that they are for.
 *
 * @throws Error that says whether the host, the proxy or the time is to blame
 */
export async function sendToRegistry(request: RegistryRequest, redirects = 0): Promise<RegistryAnswer> {
  const { bytes, form, headers, seconds, url } = request;
  const body = form?.toString();
  const proxy = proxyFor(url);
  const type = body !== undefined && {
    'content-type': 'application/x-www-form-urlencoded', 'content-length': `${Buffer.byteLength(body)}`,
  };
  const options = {
    method: body === undefined ? 'GET' : 'POST', headers: { ...headers, ...type }, ...agentFor(url, proxy),
  };
  const answer = await exchange(url, options, body, { seconds, bytes }).catch((error: unknown) => {
    const through = proxy === undefined ? '' : ` through ${proxyText(proxy)}`;
    throw new Error(`${url.host} cannot be reached${through} (${reasonOf(error)})`, { cause: error });
  });
  const target = redirectOf(answer, url);
  if (target === undefined || body !== undefined || redirects === MOST_REDIRECTS)
    return { ...answer, statusText: STATUS_CODES[answer.status] ?? '' };
  if (url.protocol === 'https:' && target.protocol !== 'https:')
    throw new Error(`${url.host} redirects to ${target.origin}, which is not https`);
  const { authorization: _, ...others } = headers ?? {};
  const kept = target.origin === url.origin ? headers : others;
  return sendToRegistry({ ...request, url: target, headers: kept }, redirects + 1);
}

const MOST_REDIRECTS = 5;

function agentFor(url: URL, proxy: string | undefined): { readonly agent?: HttpProxyAgent } {
  if (proxy === undefined) return {};
  return { agent: url.protocol === 'https:' ? new HttpsProxyAgent({ proxy }) : new HttpProxyAgent({ proxy }) };
}

function redirectOf({ headers: { location }, status }: Answer, from: URL): URL | undefined {
  if (status < 300 || status >= 400 || location === undefined || !URL.canParse(location, from.href)) return undefined;
  const target = new URL(location, from);
  return /^https?:$/.test(target.protocol) ? target : undefined;
}

function reasonOf(error: unknown): string {
  const { code, errors, message } = error as AggregateError & NodeJS.ErrnoException;
  return code ?? (errors?.[0] as NodeJS.ErrnoException | undefined)?.code ?? message;
}
