import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { hasHelm, helmTemplate } from './helm';
import { median, rounds } from './rounds';
import { scratchRoot } from './scratch';

interface Measured {
  readonly milliseconds: number;
  readonly megabytes: number;
}

const SIZES = [1, 10, 100, 1000, 4000];

/** Above this, cdk8s's own App takes minutes. */
const STOCK_LIMIT = 1000;

/** N deployments of this library: time and memory, against cdk8s's own App and against helm. */
export function fleet(): void {
  console.log(
    '(b) N deployments (17 objects each): milliseconds, milliseconds a deployment, peak memory in MB; medians '
    + 'of alternating rounds',
  );
  console.log(`  written below ${scratchRoot}`);
  const helm = hasHelm();
  if (!helm) console.log('  helm is not on the PATH: not measured');
  const results = new Map<string, Measured>();
  for (const size of SIZES) {
    const ways = ['app', 'staged', ...(size <= STOCK_LIMIT ? ['stock'] : []), ...(helm ? ['helm'] : [])];
    const memory = new Map<string, number>();
    const times = rounds(size >= 1000 ? 3 : 5, Object.fromEntries(ways.map(way => [way, () => {
      const { milliseconds, megabytes } = way === 'helm' ? helmTemplate(size) : measure(way, size);
      memory.set(way, Math.max(memory.get(way) ?? 0, megabytes));
      return milliseconds;
    }])));
    for (const way of ways) {
      const milliseconds = median(times.get(way)!);
      const megabytes = memory.get(way)!;
      results.set(`${way} ${size}`, { milliseconds, megabytes });
      console.log(
        `  N=${String(size).padEnd(5)} ${way.padEnd(7)} ${milliseconds.toFixed(0).padStart(7)} ms `
        + `${(milliseconds / size).toFixed(2).padStart(8)} ms each `
        + `${Number.isNaN(megabytes) ? '    -' : megabytes.toFixed(0).padStart(5)} MB`,
      );
    }
  }
  goals(results);
}

function goals(results: ReadonlyMap<string, Measured>): void {
  const of = (way: string, size: number) => results.get(`${way} ${size}`);
  const each = (way: string, size: number) => of(way, size)!.milliseconds / size;
  console.log(
    `  a deployment at 4000 against 100:  app ${(each('app', 4000) / each('app', 100)).toFixed(2)}, staged `
    + `${(each('staged', 4000) / each('staged', 100)).toFixed(2)}  (goal: at most 1.2)`,
  );
  console.log(
    `  faster than cdk8s's App at 1000:   app ${(each('stock', 1000) / each('app', 1000)).toFixed(1)} times, `
    + `staged ${(each('stock', 1000) / each('staged', 1000)).toFixed(1)} times  (goal: at least 5)`,
  );
  if (of('helm', 1000))
    console.log(
      `  time against helm at 1000:         app ${(each('app', 1000) / each('helm', 1000)).toFixed(2)}, staged `
      + `${(each('staged', 1000) / each('helm', 1000)).toFixed(2)}  (goal: at most 1)`,
    );
  console.log(
    `  peak memory at 4000:               app ${of('app', 4000)!.megabytes.toFixed(0)} MB, staged `
    + `${of('staged', 4000)!.megabytes.toFixed(0)} MB  (goal: under 300)`,
  );
}

function measure(way: string, size: number): Measured {
  // As `npx cdk8s synth` runs main.ts.
  const command = [join(__dirname, '..', 'scripts', 'run.cjs'), join(__dirname, 'fleet-app.ts'), way, String(size)];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${way} with ${size} deployments failed: ${stderr}`);
  return JSON.parse(stdout) as Measured;
}
