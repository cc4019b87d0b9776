import { STATUS_CODES } from 'node:http';
import type { RequestOptions } from 'node:https';
import { Answer, exchange, NoAnswerInTime } from '../http/exchange';
import { ClusterError, UnusableCluster } from './cluster-reader';
import { Connection } from './connection';
import { lastingProblem } from './transport-error';

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
 * Sends a request and returns the whole text of the answer.
 *
 * @param seconds for all of it
 * @throws ClusterError for an answer that is none of success; UnusableCluster if the answer is not of an API server or
 * no other connection would get one
 */
export async function sendRequest(connection: Connection, request: ApiRequest, seconds: number): Promise<string> {
  const deadline = Date.now() + seconds * 1000;
  const first = await answerTo(connection, request, seconds);
  // A plugin's credentials may have been revoked, or a clock is wrong.
  const isAgain = first.status === 401 && connection.forgetCredentials();
  const left = Math.max((deadline - Date.now()) / 1000, 0.001);
  const answer = isAgain ? await answerTo(connection, request, left) : first;
  const text = answer.body.toString();
  if (answer.status < 200 || answer.status >= 300) throw refusal(connection, request, answer, text);
  return text;
}

/** The URL of a request. */
export function urlOf({ server }: Pick<Connection, 'server'>, { path, query = {} }: ApiRequest): URL {
  const url = new URL(server + path);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  return url;
}

/** An error of the connection; one that would come again, as an UnusableCluster. */
export function connectionError({ proxy, server }: Connection, error: unknown): unknown {
  if (error instanceof ClusterError || error instanceof NoAnswerInTime) return error;
  const problem = lastingProblem(error);
  if (problem === undefined) return error;
  const through = proxy === undefined ? '' : ` through ${proxy}`;
  return new UnusableCluster(`Unable to connect to the server ${server}${through}: ${problem}`);
}

async function answerTo(connection: Connection, request: ApiRequest, seconds: number): Promise<Answer> {
  const { method, body, contentType, accept = 'application/json, */*' } = request;
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const { headers, ...rest } = await connection.options();
  const options: RequestOptions = {
    ...rest, method,
    headers: {
      ...headers,
      Accept: accept,
      ...sent !== undefined && { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(sent) },
    },
  };
  try {
    return await exchange(urlOf(connection, request), options, sent, { seconds, bytes: LONGEST_ANSWER });
  } catch (error) {
    throw connectionError(connection, error);
  }
}

/** A page of 500 pods as large as etcd takes them is far below it. */
const LONGEST_ANSWER = 256 * 2 ** 20;

/** The error that an answer of a status above 299 is. */
export function refusal(connection: Connection, request: ApiRequest, answer: Answer, text: string): ClusterError {
  const { status, headers } = answer;
  const message = statusMessage(text);
  if (message !== undefined)
    return status === 401 ? connection.refused(message) : new ClusterError(status, message);
  const says = `${request.method} ${request.path}: HTTP status ${status}${textOf(status)}`;
  if (status >= 300 && status < 400) {
    const to = headers.location === undefined ? '' : ` to ${headers.location}`;
    return new UnusableCluster(`${says}${to}: redirects are not followed, as the credentials would go along. `
      + `${notAnApiServer(connection)}`);
  }
  if (status === 404 && text.trim() === UNKNOWN_PATH) return new ClusterError(404, `${says}: ${UNKNOWN_PATH}`);
  if (status === 429 || status >= 500) return new ClusterError(status, `${says}${beginning(text)}`);
  return new UnusableCluster(`${says}${beginning(text)}. ${notAnApiServer(connection)}`);
}

/** What a reader is told of an answer that no API server gives. */
export function notAnApiServer({ server }: Pick<Connection, 'server'>): string {
  return `This is no answer of a Kubernetes API server: check the server ${server} of the kubeconfig, and whether a `
    + 'proxy or a log-in page answers in its place';
}

/** The beginning of an answer, to recognize it by. */
export function beginning(text: string): string {
  const words = text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim();
  return words === '' ? '' : `: ${words.slice(0, 100)}${words.length > 100 ? '...' : ''}`;
}

/** What an API server answers for groups and versions that it does not serve. */
const UNKNOWN_PATH = '404 page not found';

function textOf(status: number): string {
  return STATUS_CODES[status] === undefined ? '' : ` ${STATUS_CODES[status]}`;
}

/** What a Status object says; `undefined` if a text is none. */
function statusMessage(text: string): string | undefined {
  try {
    const { kind, message, reason } = JSON.parse(text) as Partial<Record<string, unknown>>;
    if (kind !== 'Status') return undefined;
    return [message, reason].find((text): text is string => typeof text === 'string' && text !== '') ?? 'no reason';
  } catch {
    return undefined;
  }
}
