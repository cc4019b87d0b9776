import { readFileSync } from 'node:fs';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { Agent, request } from 'node:https';
import { AddressInfo } from 'node:net';
import { parse } from 'yaml';

/** What a request may meet before the API server, each as likely as the others. */
type Mood = 'busy' | 'broken' | 'cut' | 'slow';

/** Stands before an API server and lets one request in `every` fail or wait, by chance that a seed decides. */
export class FickleApiServer {
  /** How often each happened. */
  readonly counts: Record<Mood, number> = { busy: 0, broken: 0, cut: 0, slow: 0 };
  private state: number;

  private constructor(
    private readonly server: Server,
    private readonly every: number,
    seed: number,
  ) {
    this.state = seed;
  }

  static async start(kubeconfig: string, every: number, seed: number): Promise<FickleApiServer> {
    const { clusters, users } = parse(readFileSync(kubeconfig, 'utf8')) as Kubeconfig;
    const decoded = (text: string): string => Buffer.from(text, 'base64').toString();
    const [{ cluster }, { user }] = [clusters[0]!, users[0]!];
    const agent = new Agent({
      ca: decoded(cluster['certificate-authority-data']),
      cert: decoded(user['client-certificate-data']),
      key: decoded(user['client-key-data']),
      keepAlive: true,
    });
    const server = createServer();
    const fickle = new FickleApiServer(server, every, seed);
    server.on(
      'request',
      (from: IncomingMessage, to: ServerResponse) =>
        void fickle.answer(from, to, (done) => {
          const { host: _, ...headers } = from.headers;
          const forwarded = request(`${cluster.server}${from.url}`, { method: from.method, headers, agent }, done);
          forwarded.on('error', () => to.destroy());
          from.pipe(forwarded);
        }),
    );
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return fickle;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(
    _: IncomingMessage,
    to: ServerResponse,
    forward: (done: (from: IncomingMessage) => void) => void,
  ): Promise<void> {
    const mood = this.next(this.every) === 0 ? (['busy', 'broken', 'cut', 'slow'] as const)[this.next(4)]! : undefined;
    if (mood !== undefined) this.counts[mood]++;
    if (mood === 'busy')
      return void to.writeHead(429, { 'retry-after': '1' }).end('{"kind":"Status","message":"too many requests"}');
    if (mood === 'broken')
      return void to.writeHead(500).end('{"kind":"Status","message":"etcdserver: request timed out"}');
    if (mood === 'slow') await new Promise(resolve => setTimeout(resolve, 1500));
    forward((from) => {
      to.writeHead(from.statusCode ?? 502, from.headers);
      if (mood !== 'cut') return void from.pipe(to);
      from.once('data', (part: Buffer) => to.write(part.subarray(0, part.length / 2), () => to.destroy()));
    });
  }

  /** A linear congruential generator (Numerical Recipes, chapter 7.1): the same moods for the same seed. */
  private next(below: number): number {
    this.state = (this.state * 1664525 + 1013904223) % 2 ** 32;
    return Math.floor((this.state / 2 ** 32) * below);
  }
}

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: Readonly<Record<'server' | 'certificate-authority-data', string>> }[];
  readonly users: readonly { readonly user: Readonly<Record<'client-certificate-data' | 'client-key-data', string>> }[];
}
