import { spawnSync } from 'node:child_process';
import { median, rounds } from './rounds';

const ROUNDS = 9;

/** `npx cdk8s synth` of main.ts, cold, against what npx and the CLI take to start at all. */
export function cold(): void {
  const floor = 'npx cdk8s --version';
  const synth = 'npx cdk8s synth';
  const times = rounds(ROUNDS, { [floor]: () => run(['--version']), [synth]: () => run(['synth']) });
  console.log(`(a) cold start, ${ROUNDS} rounds, milliseconds`);
  for (const [name, values] of times)
    console.log(`  ${name.padEnd(20)} min ${ms(Math.min(...values))}  median ${ms(median(values))}`);
  const [floorTimes, synthTimes] = [times.get(floor)!, times.get(synth)!];
  console.log(
    `  ratio                min ${ratio(Math.min(...synthTimes), Math.min(...floorTimes))}  median `
    + `${ratio(median(synthTimes), median(floorTimes))}  (goal: at most 1.5)\n`,
  );
}

function run(args: readonly string[]): number {
  const start = performance.now();
  // Without the look-up of a newer CLI, which is a request to a registry.
  const { status, stderr } = spawnSync('npx', ['cdk8s', ...args], {
    env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npx cdk8s ${args.join(' ')} failed: ${stderr}`);
  return performance.now() - start;
}

function ms(value: number): string {
  return value.toFixed(0).padStart(6);
}

function ratio(value: number, base: number): string {
  return (value / base).toFixed(2).padStart(6);
}
