import { IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps, RequestOptions } from 'node:https';
import { LONGEST_TIMER, NoAnswerInTime, secondsText } from './exchange';

/** An answer that is read as it comes. */
export interface OpenStream {
  readonly response: IncomingMessage;
  /** Ends the connection. */
  readonly stop: () => void;
}

/**
 * Sends a request and returns as soon as the answer begins.
 *
 * @param seconds until then; `Infinity` for no limit
 * @throws NoAnswerInTime, or the error of the connection
 */
export function openStream(url: URL, options: RequestOptions, seconds: number): Promise<OpenStream> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'http:' ? requestHttp : requestHttps;
    const sent = send(url, options, (response) => {
      clearTimeout(timer);
      resolve({ response, stop: () => void sent.destroy() });
    });
    const expire = (): void => void sent.destroy(new NoAnswerInTime(`no answer within ${secondsText(seconds)}`));
    const timer = setTimeout(expire, Math.min(seconds * 1000, LONGEST_TIMER));
    sent.on('close', () => clearTimeout(timer));
    sent.on('error', reject);
    sent.end();
  });
}
