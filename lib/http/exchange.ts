import { IncomingHttpHeaders, IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps, RequestOptions } from 'node:https';

/** The answer to a request, whole. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Bounds of an exchange. */
export interface ExchangeLimits {
  /** Seconds from the connection to the last byte; `Infinity` for no limit. */
  readonly seconds: number;
  /** Bytes of the answer. */
  readonly bytes: number;
}

/** A request that had no whole answer in time. */
export class NoAnswerInTime extends Error {}

/** An answer that is longer than anything that was asked for. */
export class AnswerTooLong extends Error {}

/**
 * Sends a request and reads the whole answer. Node's own client notices an answer that is cut off in the middle. The
 * time counts for all of it: a server that sends a byte now and then is not waited for without end. Redirects are not
 * followed.
 *
 * @throws NoAnswerInTime, AnswerTooLong, or the error of the connection
 */
export function exchange(
  url: URL, options: RequestOptions, body: string | undefined, { seconds, bytes }: ExchangeLimits,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'http:' ? requestHttp : requestHttps;
    const milliseconds = Math.min(seconds * 1000, LONGEST_TIMER);
    // An agent that connects through a proxy has this time for the proxy's answer.
    const sent = send(url, { ...options, timeout: milliseconds }, (response: IncomingMessage) => {
      const parts: Buffer[] = [];
      let length = 0;
      response.on('data', (part: Buffer) => {
        parts.push(part);
        length += part.length;
        if (length > bytes) sent.destroy(new AnswerTooLong(`the answer is longer than ${bytes / 2 ** 20} MiB`));
      });
      response.on('end', () => resolve({
        status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts),
      }));
      response.on('error', reject);
    });
    const expire = (): void => void sent.destroy(new NoAnswerInTime(`no answer within ${secondsText(seconds)}`));
    const timer = setTimeout(expire, milliseconds);
    sent.on('close', () => clearTimeout(timer));
    sent.on('error', reject);
    sent.end(body);
  });
}

/** `setTimeout` ends at once with a longer one: 24 days. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** Seconds as a message has them: `30 s`, `0.2 s`. */
export function secondsText(seconds: number): string {
  return `${Number(seconds.toPrecision(2))} s`;
}
