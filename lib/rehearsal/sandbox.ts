import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { Programs } from './programs';

/**
 * Where the sandbox says where the programs are. It is in a file system of its own, `programs/rehearsal/cmd/sandbox`.
 */
const DESCRIPTION = '/run/llmd-sandbox.json';

/** The command that runs another in a sandbox. */
export function sandboxCommand(
  programs: Programs, command: readonly string[],
): readonly [program: string, args: readonly string[]] {
  return [programs.sandbox, ['--description', JSON.stringify(programs), '--', ...command]];
}

/**
 * Runs a command in namespaces of its own, where it has a network, a process tree and a `/run` that nobody else sees
 * and that end with it.
 *
 * @returns the exit code of the command; 4 where the kernel does not allow such namespaces
 */
export function runInSandbox(programs: Programs, command: readonly string[]): Promise<number> {
  const [program, args] = sandboxCommand(programs, command);
  const sandbox = spawn(program, args, { stdio: 'inherit' });
  // A terminal tells the sandbox too; other senders know this process only.
  const forward = (signal: NodeJS.Signals): boolean => sandbox.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    sandbox.once('error', reject);
    sandbox.once('exit', code => resolve(code ?? 1));
  });
}

/**
 * Whether this process is the command of a sandbox: the child of its first process. What such a command starts is in
 * the sandbox too, and makes one of its own.
 */
export function isSandbox(): boolean {
  return process.ppid === 1 && existsSync(DESCRIPTION);
}

/** The programs, as whoever made the sandbox passed them. */
export function programsOfSandbox(): Programs {
  if (!existsSync(DESCRIPTION))
    throw new Error('this runs in the sandbox of a rehearsal: start it with `llmd rehearse`');
  return JSON.parse(readFileSync(DESCRIPTION, 'utf8')) as Programs;
}
