import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './rounds';
import { scratchFolder } from './scratch';

const SIZE = 1000;
const ROUNDS = 5;

/**
 * Where a synth asks the rules: about the shape of a spec, its plan, each object, and what two objects have in common.
 */
const asked = ['checkShape', 'checkPlan', 'checkWritten', 'claim'];

/**
 * The share of all rules in a synth of a fleet, by V8's own profile of the run: another process takes as much from the
 * rules as from the rest.
 */
export function rules(): void {
  console.log(`(c) all rules in a synth of ${SIZE} deployments, ${ROUNDS} rounds, percent of the run's samples`);
  const shares = Array.from({ length: ROUNDS }, share);
  for (const name of asked)
    console.log(`  ${name.padEnd(14)} median ${percent(median(shares.map(each => each.get(name)!)))}`);
  const sums = shares.map(each => [...each.values()].reduce((sum, value) => sum + value, 0));
  console.log(
    `  together       min ${percent(Math.min(...sums))}  median ${percent(median(sums))}  (goal: less than 10)\n`,
  );
}

function share(): Map<string, number> {
  const folder = scratchFolder('profile');
  const command = [
    '--cpu-prof',
    `--cpu-prof-dir=${folder}`,
    join(__dirname, '..', 'scripts', 'run.cjs'),
    join(__dirname, 'fleet-app.ts'),
    'app',
    String(SIZE),
  ];
  const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the fleet failed: ${stderr}`);
  // One file a thread; the helper that exchanges folders is not of interest.
  const [profile] = readdirSync(folder)
    .map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Profile)
    .sort((a, b) => b.samples.length - a.samples.length);
  rmSync(folder, { recursive: true });
  return new Map(asked.map(name => [name, timeWithin(profile!, name)]));
}

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** The part of a run that a function and all that it calls took. */
function timeWithin({ nodes, samples, timeDeltas }: Profile, name: string): number {
  const children = new Map(nodes.map(({ id, children = [] }) => [id, children]));
  const within = new Set<number>();
  const add = (id: number): void => {
    within.add(id);
    for (const child of children.get(id)!) add(child);
  };
  for (const { id, callFrame } of nodes) if (callFrame.functionName === name) add(id);
  const total = timeDeltas.reduce((sum, delta) => sum + delta, 0);
  return samples.reduce((sum, id, index) => sum + (within.has(id) ? timeDeltas[index]! : 0), 0) / total;
}

function percent(value: number): string {
  return (100 * value).toFixed(1).padStart(5);
}
