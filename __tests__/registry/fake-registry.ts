import { createHash } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { LoopbackServer } from '../loopback-server';

/** A manifest and its digest. */
export function manifest(tag: string): { readonly text: string; readonly digest: string } {
  const text = JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', tag });
  return { text, digest: `sha256:${createHash('sha256').update(text).digest('hex')}` };
}

/** What a fake registry wants before it answers. */
export type LogIn = 'nothing' | 'anonymous token' | 'basic' | 'token for a user' | 'token for an identity' | 'unknown';

/** A registry on the loopback interface, which names what it was asked. */
export class FakeRegistry extends LoopbackServer {
  public logIn: LogIn = 'anonymous token';
  /** Answers in place of the registry; returns whether it did. */
  public instead: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
  public readonly asked: string[] = [];
  public name = '';

  public override async start(): Promise<string> {
    const url = await super.start();
    this.name = new URL(url).host;
    return url;
  }

  protected async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { authorization, accept } = request.headers;
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part as string;
    this.asked.push(`${request.method} ${request.url}${body === '' ? '' : ` ${body}`}`);
    if (this.instead(request, response)) return;
    if (request.url!.startsWith('/token')) return this.issue(authorization, body, response);
    const wanted = this.wanted();
    if (wanted !== undefined && authorization !== wanted)
      return void response.writeHead(401, { 'www-authenticate': this.challenge(request.url!) }).end();
    const tag = request.url!.slice(request.url!.lastIndexOf('/') + 1);
    if (!String(accept).includes('application/vnd.oci.image.index.v1+json') || request.url!.includes('/missing/'))
      return void response.writeHead(404).end();
    const { digest, text } = manifest(tag);
    response.writeHead(200, { 'docker-content-digest': digest }).end(text);
  }

  private wanted(): string | undefined {
    if (this.logIn === 'nothing') return undefined;
    return this.logIn === 'basic' ? basic : 'Bearer issued';
  }

  private challenge(path: string): string {
    if (this.logIn === 'basic') return 'Basic realm="x"';
    if (this.logIn === 'unknown') return 'Negotiate';
    const repository = /^\/v2\/(.*)\/manifests\//.exec(path)![1]!;
    return `Bearer realm="http://${this.name}/token",service="here",scope="repository:${repository}:pull"`;
  }

  private issue(authorization: string | undefined, body: string, response: ServerResponse): void {
    const isKnown = this.logIn === 'anonymous token'
      || (this.logIn === 'token for a user' && authorization === basic)
      || (this.logIn === 'token for an identity' && body.includes('refresh_token=identity'));
    if (!isKnown) return void response.writeHead(401).end();
    response.end(JSON.stringify(body === '' ? { token: 'issued' } : { access_token: 'issued' }));
  }
}

/** user and pass:word */
export const userAndPassword = Buffer.from('user:pass:word').toString('base64');
const basic = `Basic ${userAndPassword}`;
