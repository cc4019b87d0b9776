import { Command } from 'commander';
import { DistDeployment } from '../cluster/dist-deployment';
import { ClusterSnapshot } from '../cluster/doctor/cluster-snapshot';
import { Diagnosis } from '../cluster/doctor/diagnosis';
import { diagnose } from '../cluster/doctor/doctor';
import { takeSnapshot } from '../cluster/doctor/take-snapshot';
import {
  clusterCommand,
  ClusterCommandOptions,
  DoesNotWork,
  exitCodes,
  runClusterCommand,
  Session,
} from './cluster-command';
import { printJson, printLine } from './console';
import { CommandLineMistake, readDistFile } from './dist-file';
import { failure } from './failure';
import { readInputFile, writeOutputFile } from './input-file';
import { Step } from './output';
import { examples } from './examples';

/** `llmd doctor`. */
export function doctorCommand(): Command {
  return clusterCommand('doctor <deployment>')
    .description('checks whether a deployment can work in the cluster, before anything is applied')
    .option('--snapshot <file>', 'check a saved snapshot instead of a cluster, for example in CI')
    .option('--save <file>', 'write a snapshot of the cluster to a file')
    .addHelpText(
      'after',
      examples('llmd doctor llm-d-llama31 --save cluster.json', 'llmd doctor llm-d-llama31 --snapshot cluster.json'),
    )
    .action(async (deployment: string, options: DoctorOptions) => {
      process.exitCode = await runDoctor(deployment, options);
    });
}

/** Options of `llmd doctor`. */
export interface DoctorOptions extends ClusterCommandOptions {
  /** File of a snapshot that is checked instead of a cluster. */
  readonly snapshot?: string;
  /** File that the snapshot of the cluster is written to. */
  readonly save?: string;
}

/** Checks whether a deployment can work in a cluster, before anything is applied. */
export async function runDoctor(name: string, options: DoctorOptions): Promise<number> {
  const { output, save, snapshot } = options;
  if (snapshot !== undefined) return ofSnapshot(name, snapshot, output);
  return runClusterCommand(name, options, async ({ client, file: { deployment }, print }) => {
    const taken = await takeSnapshot(client, deployment);
    if (save !== undefined) writeOutputFile(save, `${JSON.stringify(taken, undefined, 2)}\n`);
    const diagnoses = diagnose(taken, deployment);
    diagnoses.forEach(diagnosis => print(diagnosisText(diagnosis)));
    return { ok: !diagnoses.some(isError), diagnoses };
  });
}

/** The same checks as a step of `llmd deploy`, which an error ends and a warning does not. */
export function doctorStep({ client, file: { deployment } }: Session, result: Record<string, unknown>): Step {
  return {
    title: 'doctor: check the cluster',
    run: async ({ line, title }) => {
      const diagnoses = diagnose(await takeSnapshot(client, deployment), deployment);
      result.diagnoses = diagnoses;
      const errors = diagnoses.filter(isError);
      if (errors.length > 0) throw new DoesNotWork(errors.map(sentence), result);
      diagnoses
        .filter(({ check, severity }) => severity !== 'ok' || check === 'GPUs' || check === 'gateway controller')
        .forEach(diagnosis => line(diagnosisText(diagnosis)));
      title(`doctor: ${passedText(diagnoses)}`);
    },
  };
}

/** How many checks passed; the others are warnings or could not be made, since an error ends the step. */
function passedText(diagnoses: readonly Diagnosis[]): string {
  const passed = diagnoses.filter(({ severity }) => severity === 'ok').length;
  return passed === diagnoses.length
    ? `all ${passed} checks passed`
    : `${passed} of ${diagnoses.length} checks passed, no errors`;
}

function ofSnapshot(name: string, file: string, output: 'text' | 'json'): number {
  try {
    const { deployment } = readDistFile(name);
    const diagnoses = diagnosesOf(file, readSnapshot(file, deployment.namespace), deployment);
    const ok = !diagnoses.some(isError);
    if (output === 'json') printJson({ ok, diagnoses });
    else diagnoses.forEach(diagnosis => printLine(diagnosisText(diagnosis)));
    return ok ? exitCodes.works : exitCodes.doesNotWork;
  } catch (error) {
    return failure(error, output);
  }
}

/** Nodes of a cluster of thousands of them. */
const LARGEST_SNAPSHOT_MIB = 64;

function snapshotMistake(file: string, why: string): CommandLineMistake {
  return new CommandLineMistake(`--snapshot ${file}: ${why}; \`llmd doctor --save ${file}\` writes one`);
}

function diagnosesOf(file: string, snapshot: ClusterSnapshot, deployment: DistDeployment): readonly Diagnosis[] {
  try {
    return diagnose(snapshot, deployment);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw snapshotMistake(file, `has not the fields of a snapshot of this version (${error.message})`);
  }
}

function readSnapshot(file: string, namespace: string): ClusterSnapshot {
  const mistake = (why: string): CommandLineMistake => snapshotMistake(file, why);
  let snapshot: Partial<ClusterSnapshot> | null;
  try {
    snapshot = JSON.parse(readInputFile(file, LARGEST_SNAPSHOT_MIB)) as Partial<ClusterSnapshot> | null;
  } catch (error) {
    throw mistake((error as Error).message);
  }
  if (snapshot?.kind !== 'ClusterSnapshot') throw mistake('is not a snapshot of a cluster');
  if (snapshot.of !== namespace) throw mistake(`is of namespace ${snapshot.of}, but the deployment is in ${namespace}`);
  return snapshot as ClusterSnapshot;
}

function isError({ severity }: Diagnosis): boolean {
  return severity === 'error';
}

const marks = { ok: '✔', warning: '!', error: '✖', unknown: '?' } as const;

function diagnosisText(diagnosis: Diagnosis): string {
  return `${marks[diagnosis.severity]} ${sentence(diagnosis)}`;
}

function sentence({ check, fix, message }: Diagnosis): string {
  return `${check}: ${message}${fix === undefined ? '' : `. Fix: ${fix}`}`;
}
