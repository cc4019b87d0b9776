// Runs one command of `llmd` after the other in this process, as its parent asks, and skips the waits. Starting a
// process for each takes longer than all the rest of most commands.
import { PassThrough } from 'node:stream';
import { time } from '../../lib/kube/poll';
import { llmdProgram } from '../../lib/cli/program';
import type { HostedCommand } from './hosted-llmd';

let skipped = 0;
const { now } = Date;
Date.now = () => now() + skipped;
time.pause = (seconds) => {
  skipped += seconds * 1000;
  return new Promise(resolve => setImmediate(resolve));
};

class Exit extends Error {}
process.exit = (code?: number) => {
  process.exitCode = code;
  throw new Exit();
};

let said = { stdout: '', stderr: '' };
for (const name of ['stdout', 'stderr'] as const) {
  process[name].write = (text: string | Uint8Array) => {
    said[name] += String(text);
    return true;
  };
}

process.on('message', (command: HostedCommand) => void run(command));

async function run({ answers, args, cwd, env }: HostedCommand): Promise<void> {
  process.chdir(cwd);
  Object.assign(process.env, env);
  said = { stdout: '', stderr: '' };
  process.exitCode = undefined;
  const isTerminal = answers !== undefined;
  const stdin = Object.assign(new PassThrough(), { isTTY: isTerminal });
  stdin.end(answers ?? '');
  Object.defineProperty(process, 'stdin', { configurable: true, value: stdin });
  Object.defineProperty(process.stdout, 'isTTY', { configurable: true, value: isTerminal });
  await llmdProgram().parseAsync([...args], { from: 'user' }).catch((error: Error) => {
    if (!(error instanceof Exit)) said.stderr += `${error.stack}\n`;
  });
  process.send!({ status: process.exitCode ?? 0, ...said });
}
