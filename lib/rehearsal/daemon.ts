import { ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program that runs for as long as the rehearsal does, and says in one line of JSON that it is ready. */
export class Daemon {
  /** What it has said on standard error, line by line. */
  readonly said: string[] = [];

  /** The line of JSON. */
  readonly ready: Promise<Readonly<Record<string, unknown>>>;

  private readonly child: ChildProcess;

  constructor(readonly name: string, program: string, args: readonly string[]) {
    // It ends when the pipe closes, so also when this process is killed.
    this.child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    createInterface({ input: this.child.stderr! }).on('line', line => this.said.push(line));
    this.ready = new Promise((resolve, reject) => {
      createInterface({ input: this.child.stdout! }).once('line', line =>
        resolve(JSON.parse(line) as Record<string, unknown>),
      );
      this.child.once('error', reject);
      this.child.once('exit', code =>
        reject(new Error(`${name} ended with exit code ${code}: ${this.said.slice(-5).join('\n')}`)),
      );
    });
    // Its end after it was ready is seen by what it no longer does.
    this.ready.catch(() => {});
  }

  stop(): void {
    this.child.stdin!.end();
    this.child.kill('SIGKILL');
  }
}
