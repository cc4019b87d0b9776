import { ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { until } from './cluster';

/** A program that a test started. */
export class Program {
  /** What it has said so far, on both outputs. */
  public output = '';

  private readonly child: ChildProcess;

  constructor(path: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.child = spawn(path, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout!, this.child.stderr!])
      stream.on('data', (chunk: Buffer) => (this.output += chunk.toString('utf8')));
  }

  /** Its exit code; `null` while it runs. */
  get exitCode(): number | null {
    return this.child.exitCode;
  }

  /** Waits for it to say or do something; its end before that is an error with its last words. */
  async until(what: string, isTrue: () => Promise<boolean>, seconds = 20): Promise<void> {
    await until(what, async () => {
      if (this.exitCode !== null)
        throw new Error(
          `ended with exit code ${this.exitCode}: ${this.output.trim().split('\n').slice(-3).join('\n')}`,
        );
      return isTrue();
    }, seconds);
  }

  /** Ends it, and waits until it has ended. */
  async stop(): Promise<void> {
    if (this.exitCode !== null) return;
    const ended = new Promise(resolve => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }
}

/** Ports on the loopback interface that nobody listens on. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      server =>
        new Promise<number>(resolve =>
          server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
        ),
    ),
  );
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
  return ports;
}
