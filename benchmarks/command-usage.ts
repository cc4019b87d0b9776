import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What a command took. */
export interface Usage {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly mebibytes: number;
}

const root = join(__dirname, '..');

/** Runs a command of `llmd` to its end, and says what it took of the machine, its start included. */
export async function commandUsage(args: readonly string[]): Promise<Usage> {
  const began = performance.now();
  const measure = 'process.on("exit", () => process.send({ ...process.resourceUsage() }))';
  const loaded = ['--import', `data:text/javascript,${encodeURIComponent(measure)}`, join(root, 'bin', 'llmd.cjs')];
  const child = spawn(process.execPath, [...loaded, ...args], {
    cwd: root, stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [messages] = await Promise.all([once(child, 'message'), once(child, 'exit')]);
  const [usage] = messages as [NodeJS.ResourceUsage];
  return {
    seconds: (performance.now() - began) / 1000,
    cpuSeconds: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
    mebibytes: Math.round(usage.maxRSS / 1024),
  };
}
