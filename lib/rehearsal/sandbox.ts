import { spawn } from 'node:child_process';
import { Programs } from './programs';

/** The environment variable that tells a process that it is in the sandbox, and where the programs are. */
const PROGRAMS_VARIABLE = 'LLMD_REHEARSAL_PROGRAMS';

/**
 * Runs a command in namespaces of its own, where it has a network, a process tree and a `/run` that nobody else sees
 * and that end with it.
 *
 * @returns the exit code of the command; 4 where the kernel does not allow such namespaces
 */
export function runInSandbox(programs: Programs, command: readonly string[]): Promise<number> {
  const sandbox = spawn(programs.sandbox, ['--', ...command], {
    stdio: 'inherit',
    env: { ...process.env, [PROGRAMS_VARIABLE]: JSON.stringify(programs) },
  });
  // A terminal tells the sandbox too; other senders know this process only.
  const forward = (signal: NodeJS.Signals): boolean => sandbox.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    sandbox.once('error', reject);
    sandbox.once('exit', code => resolve(code ?? 1));
  });
}

/** Whether this process is in the sandbox. */
export function isSandbox(): boolean {
  return process.env[PROGRAMS_VARIABLE] !== undefined;
}

/** The programs, as whoever made the sandbox passed them. */
export function programsOfSandbox(): Programs {
  const text = process.env[PROGRAMS_VARIABLE];
  if (text === undefined) throw new Error('this runs in the sandbox of a rehearsal: start it with `llmd rehearse`');
  return JSON.parse(text) as Programs;
}
