import { openStream } from '../http/stream';
import { ApiRequest, connectionError, refusal, urlOf } from './api-request';
import { Connection } from './connection';

/** A log that is being followed. */
export interface FollowedLog {
  /** Resolves when there is no more. */
  readonly ended: Promise<void>;
  readonly stop: () => void;
}

/**
 * Follows a log.
 *
 * @param seconds until the log begins
 * @throws ClusterError if the API server refuses it
 */
export async function followLog(
  connection: Connection, request: ApiRequest, seconds: number, write: (text: string) => void,
): Promise<FollowedLog> {
  const options = await connection.options();
  const { response, stop } = await openStream(urlOf(connection, request), options, seconds).catch((error: unknown) => {
    throw connectionError(connection, error);
  });
  const { headers, statusCode: status = 0 } = response;
  response.setEncoding('utf8');
  if (status === 200) {
    response.on('data', write);
    // A connection that breaks ends it too: it is opened again.
    const ended = new Promise<void>(resolve => response.once('close', resolve).once('error', () => resolve()));
    return { ended, stop };
  }
  let text = '';
  const timer = setTimeout(stop, REFUSAL_SECONDS * 1000);
  response.on('data', (part: string) => (text += part));
  await new Promise<void>(resolve => response.once('close', resolve).once('error', () => resolve()));
  clearTimeout(timer);
  throw refusal(connection, request, { status, headers, body: Buffer.from(text) }, text);
}

/** Time for the rest of an answer that is a refusal. */
const REFUSAL_SECONDS = 5;
