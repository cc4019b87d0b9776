import { ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A command that a host runs. */
export interface HostedCommand {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** What is typed; then standard input and output are a terminal. */
  readonly answers?: string;
}

/** What a command said and how it ended. */
export interface Said {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both. */
  readonly text: string;
}

/** A process that runs commands of `llmd` one after the other, and waits for nothing but answers. */
export class HostedLlmd {
  private readonly child: ChildProcess;

  constructor() {
    this.child = fork(join(root, 'scripts', 'run.cjs'), [join(__dirname, 'command-host.ts')], { execArgv: [] });
  }

  /** Runs a command to its end. Standard output and standard error are kept apart, and each is whole. */
  async run(command: HostedCommand): Promise<Said> {
    const over = new AbortController();
    const ended = once(this.child, 'exit', over).then((): never => {
      throw new Error(`the process that runs commands ended during llmd ${command.args.join(' ')}`);
    });
    const answered = once(this.child, 'message', over) as Promise<[Omit<Said, 'text'>]>;
    this.child.send(command);
    const [said] = await Promise.race([answered, ended]);
    ended.catch(() => {});
    over.abort();
    return { ...said, text: said.stdout + said.stderr };
  }

  /** Ends the process. */
  stop(): void {
    this.child.kill();
  }
}

const root = join(__dirname, '..', '..');
