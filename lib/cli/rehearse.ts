import { Command } from 'commander';
import { spawn } from 'node:child_process';
import { GatewayImplementation, RehearsedGateway } from '../gateways/gateway';
import { gatewayVersions } from '../gateways/gateway-versions';
import { gateways, versionsThatRead } from '../gateways/gateways';
import { InferencePoolGroup } from '../gateways/inference-pool-api';
import { INFERENCE_PERF_IMAGE } from '../cluster/run/inference-perf-job';
import { Cluster } from '../rehearsal/cluster';
import { FaultReport, faultsOf, rollingUpdatesOf, suffer } from '../rehearsal/faults';
import { buildPrograms, MACHINE_LACKS, MachineLacks } from '../rehearsal/programs';
import { packageFolder } from '../rehearsal/package-folder';
import { programsFor } from '../rehearsal/images';
import { makeGiven, rehearse } from '../rehearsal/rehearsal';
import { DistDeployment, groupOf, rolesIn } from '../cluster/dist-deployment';
import { podsOfReplica } from '../cluster/part-workload';
import { faultText, standInText, verdictText } from '../rehearsal/report';
import { printError, printJson, printLine, printText } from './console';
import { CommandLineMistake, readDistFile, wholeNumber } from './dist-file';
import { failure } from './failure';
import { isSandbox, programsOfSandbox, runInSandbox } from '../rehearsal/sandbox';
import { examples } from './examples';
import { OutputFormat, outputOption } from './output';
import { requireOptionalPackages } from './optional-packages';
import { workloadOf } from '../workloads/workloads';

/** `llmd rehearse`. */
export function rehearseCommand(): Command {
  return new Command('rehearse')
    .arguments('<deployment> [command...]')
    .description(
      'runs dist/<deployment>.k8s.yaml on this machine without GPUs and sends requests through its gateway; '
      + 'with `-- command`, starts an empty cluster instead and runs the command against it',
    )
    .option(
      '--gateway <name@version>',
      'gateway whose API group of InferencePool is used (default: the group of the pool in the file)',
    )
    .option('--prompts <number>', 'requests to send', '200')
    .option('--concurrency <number>', 'concurrent requests', '32')
    .option('--time-scale <number>', 'factor by which grace periods and back-offs are shortened', '15')
    .option('--no-faults', 'do not kill pods; only report the verdict')
    .addOption(outputOption())
    .addHelpText(
      'after',
      examples('llmd rehearse llm-d-llama31', 'llmd rehearse llm-d-llama31 -- npx llmd deploy llm-d-llama31 --yes'),
    )
    .action(async (deployment: string, command: readonly string[], options: RehearseOptions) => {
      process.exitCode = await runRehearsal(deployment, command, options);
    });
}

/** Options of `llmd rehearse`, as strings of the command line. */
export interface RehearseOptions {
  readonly gateway?: string;
  readonly prompts: string;
  readonly concurrency: string;
  readonly timeScale: string;
  readonly faults: boolean;
  /** `json` prints one document at the end, of the verdict and what faults did. */
  readonly output?: OutputFormat;
}

/**
 * Runs a deployment of `dist/` without GPUs, sends requests through its gateway, and injects faults. With a command it
 * only starts a cluster with what the file requires, and runs the command with `KUBECONFIG` set.
 *
 * @returns the command's exit code, or the exit code: 1 where it does not work, 2 for a mistake in the command line, 3
 * or 4 on a machine that cannot do it
 */
export async function runRehearsal(
  name: string,
  command: readonly string[],
  options: RehearseOptions,
): Promise<number> {
  try {
    requireOptionalPackages();
    const plan = planOf(name, options);
    if (isSandbox())
      return await inCluster(plan, cluster =>
        command.length > 0 ? runAgainst(cluster, plan.deployment, command) : judge(cluster, plan),
      );
    const again = [process.execPath, packageFolder('bin', 'llmd.cjs'), ...process.argv.slice(2)];
    const images = [...plan.deployment.images, LOAD_GENERATOR];
    return await runInSandbox(buildPrograms(programsFor(images)), again);
  } catch (error) {
    if (!(error instanceof MachineLacks)) return failure(error, options.output);
    if (options.output === 'json') printJson({ ok: false, causes: [error.message] });
    else printError(`✖ ${error.message}`);
    return MACHINE_LACKS;
  }
}

interface RehearsalPlan {
  readonly deployment: DistDeployment;
  readonly gateway: PlayedGateway;
  readonly prompts: number;
  readonly concurrency: number;
  readonly timeScale: number;
  readonly faults: boolean;
  readonly format: OutputFormat;
}

function planOf(
  name: string, { gateway, prompts, concurrency, timeScale, faults, output = 'text' }: RehearseOptions,
): RehearsalPlan {
  const { deployment } = readDistFile(name);
  refuseGroups(deployment);
  return {
    deployment,
    gateway: gateway === undefined ? gatewayOfFile(deployment) : gatewayOption(gateway, deployment),
    prompts: wholeNumber('--prompts', prompts),
    concurrency: wholeNumber('--concurrency', concurrency),
    timeScale: wholeNumber('--time-scale', timeScale),
    faults,
    format: output,
  };
}

/** A rehearsed cluster has the controllers of Kubernetes, and no other that makes pods. */
function refuseGroups(deployment: DistDeployment): void {
  const [grouped] = rolesIn(deployment).filter(({ part }) => workloadOf(part.applied)?.controller !== undefined);
  if (grouped === undefined) return;
  const { part: { applied: { kind }, name, replicas = 1 }, role } = grouped;
  throw new CommandLineMistake(
    `${role} is the ${kind} ${name} (${replicas} x ${podsOfReplica(grouped.part)} pods), and a rehearsal has no `
    + `controller that makes its pods. Fix: rehearse a spec whose engines are of one node, or `
    + 'try it in a cluster with `llmd deploy` and `llmd verify`',
  );
}

/** A gateway, and the API group in which the rehearsed version reads InferencePools. */
interface PlayedGateway {
  readonly gateway: RehearsedGateway;
  readonly inferencePoolGroup?: InferencePoolGroup;
}

/** Of a Gateway that exists the file says no class: one is played that reads the pool. */
function gatewayOfFile({ pool, wayIn: { className, implementation, isOwn } }: DistDeployment): PlayedGateway {
  const reader = gateways.find(each =>
    pool && each.controller && !('lacks' in each.rehearsal) && versionsThatRead(each, groupOf(pool)).length > 0);
  const gateway = implementation ?? (isOwn ? undefined : reader);
  if (gateway === undefined) {
    const known = gateways.flatMap(({ gatewayClassNames }) => gatewayClassNames).join(', ');
    throw new CommandLineMistake(
      `a gateway of the class '${className}' cannot be rehearsed; known classes: ${known}`,
    );
  }
  return { gateway: played(gateway), ...(pool && { inferencePoolGroup: groupOf(pool) }) };
}

function gatewayOption(text: string, { name: deployment, wayIn }: DistDeployment): PlayedGateway {
  const found = gatewayVersions.find(({ name }) => name === text);
  if (found === undefined)
    throw new CommandLineMistake(
      `--gateway must be one of ${gatewayVersions.map(({ name }) => name).join(', ')}, got '${text}'`,
    );
  if ((found.gateway.besidePicker === undefined) !== (wayIn.route !== undefined))
    throw new CommandLineMistake(`--gateway ${text} does not play what is in the file of ${deployment}, `
      + `${wayIn.object.kind} ${wayIn.object.metadata.name} of ${wayIn.className}: leave --gateway out`);
  return { ...found, gateway: played(found.gateway) };
}

function played(gateway: GatewayImplementation): RehearsedGateway {
  const { rehearsal, title } = gateway;
  if (!('lacks' in rehearsal)) return { ...gateway, rehearsal };
  const others = gateways.filter(({ rehearsal }) => !('lacks' in rehearsal)).map(({ name }) => name);
  throw new CommandLineMistake(
    `${title} cannot be rehearsed: ${rehearsal.lacks}; to rehearse all else, set \`gateway\` in a copy of the spec to `
    + `${others.join(' or ')}, or run \`llmd verify\` against a cluster`,
  );
}

async function inCluster(
  { deployment, format, gateway, timeScale }: RehearsalPlan,
  work: (cluster: Cluster) => Promise<number>,
): Promise<number> {
  const time = { timeScale, loadSeconds: 1 };
  const images = [...deployment.images, LOAD_GENERATOR];
  const cluster = await Cluster.start({ programs: programsOfSandbox(), images, time, ...gateway });
  try {
    if (format === 'text') {
      printText(standInText(cluster.images.filter(({ image }) => image !== LOAD_GENERATOR), time));
      for (const { name } of deployment.secrets) printLine(`  Secret ${name}: a dummy value was created`);
    }
    return await work(cluster);
  } finally {
    cluster.stop();
  }
}

/** So that `llmd bench --load-generator inference-perf` can run in a rehearsal. */
const LOAD_GENERATOR = INFERENCE_PERF_IMAGE;

async function judge(
  cluster: Cluster,
  { concurrency, deployment, faults: withFaults, format, prompts }: RehearsalPlan,
): Promise<number> {
  const print = (text: string): void => void (format === 'text' && printText(text));
  const verdict = await rehearse(cluster, deployment, { prompts, concurrency, patience: PATIENCE_SECONDS });
  print(verdictText(verdict, deployment));
  const reports: FaultReport[] = [];
  const faults = faultsOf(deployment);
  if (verdict.causes.length === 0 && withFaults) {
    for (const fault of [...faults, ...rollingUpdatesOf(deployment)]) {
      const report = await suffer(cluster, deployment, fault, concurrency);
      print(faultText(report));
      reports.push(report);
    }
  }
  // Killed pods take requests with them; an update of engines must not.
  const ok = verdict.causes.length === 0 && reports.slice(faults.length).every(({ failed }) => failed === 0);
  print(ok ? WORKS : FAILS);
  if (format === 'json') {
    const images = cluster.images
      .filter(({ image }) => image !== LOAD_GENERATOR)
      .map(({ image, standIn = 'its own program' }) => ({ image, standIn }));
    printJson({ ok, deployment: deployment.name, images, verdict, faults: reports });
  }
  return ok ? 0 : 1;
}

const WORKS = '✔ works: every request was served as it should be, and no rolling update lost one. A client sends again '
  + 'what fails as a pod is killed';
const FAILS = '✖ does not work: see above';

async function runAgainst(
  cluster: Cluster,
  deployment: DistDeployment,
  [program, ...args]: readonly string[],
): Promise<number> {
  await makeGiven(cluster, deployment);
  const child = spawn(program!, args, { stdio: 'inherit', env: { ...process.env, KUBECONFIG: cluster.kubeconfig } });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', code => resolve(code ?? 1));
  });
}

/** Twice the goal for a deployment of 17 pods. */
const PATIENCE_SECONDS = 120;
