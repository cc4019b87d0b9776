import type { KubeConfig } from '@kubernetes/client-node';
import { IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps, RequestOptions } from 'node:https';
import { ClusterError } from './cluster-reader';

/** A request to an API server. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Parameters; those without a value are left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly contentType?: string;
  /** The form of the answer. @default - JSON of the whole object, or text */
  readonly accept?: string;
}

/**
 * Sends a request with the credentials of a kubeconfig, and returns the whole text of the answer. Node's own client
 * notices an answer that is cut off in the middle; the official client's fetch would wait for the rest.
 *
 * @throws ClusterError for an answer that is none of success
 */
export async function sendRequest(
  config: KubeConfig,
  { method, path, query = {}, body, contentType, accept = 'application/json, */*' }: ApiRequest,
): Promise<string> {
  const url = new URL(config.getCurrentCluster()!.server.replace(/\/$/, '') + path);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  const sentText = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    'Accept': accept,
    ...(sentText !== undefined && { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(sentText) }),
  };
  const options: RequestOptions = { method, headers };
  await config.applyToHTTPSOptions(options);
  const { status, text } = await new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
    const send = url.protocol === 'http:' ? requestHttp : requestHttps;
    const sent = send(url, options, (response: IncomingMessage) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    const timer = setTimeout(
      () => sent.destroy(new Error(`no answer within ${TIMEOUT_SECONDS} s`)),
      TIMEOUT_SECONDS * 1000,
    );
    sent.on('close', () => clearTimeout(timer));
    sent.on('error', reject);
    sent.end(sentText);
  });
  if (status >= 300) throw new ClusterError(status, messageOf(text) || `${method} ${path}: HTTP status ${status}`);
  return text;
}

/** An API server answers lists of thousands of pods within seconds; one that has not by now has lost the request. */
export const TIMEOUT_SECONDS = 30;

/** What a Status object says; proxies on the way answer in text. */
function messageOf(text: string): string {
  try {
    return (JSON.parse(text) as { readonly message?: string }).message ?? '';
  } catch {
    return text.trim().slice(0, 300);
  }
}
