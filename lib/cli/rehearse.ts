import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { istioInferencePoolGroup } from '../compatibility/gateway-provider';
import { InferencePoolGroup } from '../compatibility/inference-pool-api';
import { Cluster } from '../rehearsal/cluster';
import { faults, rollingUpdate, suffer } from '../rehearsal/faults';
import { buildPrograms, MACHINE_LACKS, MachineLacks, packageFolder } from '../rehearsal/programs';
import { rehearse } from '../rehearsal/rehearsal';
import { groupOf, RehearsedDeployment, rehearsedDeployment } from '../rehearsal/rehearsed-deployment';
import { faultText, standInText, verdictText } from '../rehearsal/report';
import { isSandbox, programsOfSandbox, runInSandbox } from '../rehearsal/sandbox';

/** Options of `llmd rehearse` as the command line gives them. */
export interface RehearseOptions {
  readonly gateway?: string;
  readonly prompts: string;
  readonly concurrency: string;
  readonly timeScale: string;
  readonly faults: boolean;
}

/**
 * Runs a deployment of `dist/` without GPUs, sends requests through its gateway, and lets things go wrong.
 *
 * @returns the exit code: 1 where it does not work, 2 for a mistake in the command line, 3 or 4 on a machine that cannot do it
 */
export async function runRehearsal(name: string, options: RehearseOptions): Promise<number> {
  try {
    const plan = planOf(name, options);
    if (isSandbox()) return await rehearseHere(plan);
    const again = [process.execPath, packageFolder('bin', 'llmd.cjs'), ...process.argv.slice(2)];
    return await runInSandbox(buildPrograms(), again);
  } catch (error) {
    console.error((error as Error).message);
    return error instanceof CommandLineMistake ? 2 : error instanceof MachineLacks ? MACHINE_LACKS : 1;
  }
}

class CommandLineMistake extends Error {}

interface RehearsalPlan {
  readonly deployment: RehearsedDeployment;
  readonly inferencePoolGroup: InferencePoolGroup;
  readonly prompts: number;
  readonly concurrency: number;
  readonly timeScale: number;
  readonly faults: boolean;
}

function planOf(name: string, { gateway, prompts, concurrency, timeScale, faults }: RehearseOptions): RehearsalPlan {
  const file = [name, join('dist', `${name}.k8s.yaml`)].find(path => path.endsWith('.yaml') && existsSync(path));
  if (file === undefined) throw new CommandLineMistake(`there is no dist/${name}.k8s.yaml: synthesize first, or name a file that ends in .yaml`);
  const deployment = rehearsedDeployment(readFileSync(file, 'utf8'));
  return {
    deployment,
    inferencePoolGroup: gateway === undefined ? groupOf(deployment.pool) : groupOfGateway(gateway),
    prompts: whole('--prompts', prompts), concurrency: whole('--concurrency', concurrency), timeScale: whole('--time-scale', timeScale), faults,
  };
}

function groupOfGateway(gateway: string): InferencePoolGroup {
  const groups: Readonly<Partial<Record<string, InferencePoolGroup>>> = istioInferencePoolGroup;
  const group = groups[gateway.replace(/^istio@/, '')];
  if (group === undefined) {
    throw new CommandLineMistake(`--gateway must be one of ${Object.keys(groups).map(version => `istio@${version}`).join(', ')}, got '${gateway}'`);
  }
  return group;
}

function whole(flag: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new CommandLineMistake(`${flag} must be a whole number of at least 1, got '${text}'`);
  return number;
}

async function rehearseHere({ deployment, inferencePoolGroup, prompts, concurrency, timeScale, faults: withFaults }: RehearsalPlan): Promise<number> {
  const time = { timeScale, loadSeconds: 1 };
  const cluster = await Cluster.start({ programs: programsOfSandbox(), images: deployment.images, time, inferencePoolGroup });
  try {
    console.log(standInText(cluster.images, time));
    for (const { name } of deployment.secrets) console.log(`  Secret ${name}: made up, the file does not hold it`);
    const verdict = await rehearse(cluster, deployment, { prompts, concurrency, patience: PATIENCE_SECONDS });
    console.log(verdictText(verdict, deployment));
    if (verdict.causes.length > 0) return 1;
    if (!withFaults) return 0;
    for (const fault of faults) console.log(faultText(await suffer(cluster, deployment, fault, concurrency)));
    const update = await suffer(cluster, deployment, rollingUpdate, concurrency);
    console.log(faultText(update));
    return update.failed === 0 ? 0 : 1;
  } finally {
    cluster.stop();
  }
}

/** Twice the goal for a deployment of 17 pods. */
const PATIENCE_SECONDS = 120;
