import { Command } from 'commander';
import { ClusterClient, ConnectionOptions } from '../kube/cluster-client';
import { ClusterError } from '../kube/cluster-reader';
import { Persistence } from '../kube/retry';
import { CommandLineMistake, DistFile, readDistFile } from './dist-file';
import { requireOptionalPackages } from './optional-packages';
import { OutputFormat, outputOption, runSteps, Step } from './output';

/** A command about a deployment in a cluster: its name and arguments, and the options that all of them have. */
export function clusterCommand(usage: string): Command {
  const [name, ...parameters] = usage.split(' ');
  return new Command(name).arguments(parameters.join(' '))
    .option('--kubeconfig <file>', 'as kubectl takes it (default: KUBECONFIG, ~/.kube/config, or the service account of the pod)')
    .option('--context <name>', 'a context of the kubeconfig')
    .addOption(outputOption());
}

/** Options that every command about a cluster has. */
export interface ClusterCommandOptions extends ConnectionOptions {
  readonly output: OutputFormat;
}

/** What a command works with. */
export interface Session {
  readonly client: ClusterClient;
  readonly file: DistFile;
  readonly format: OutputFormat;
  /** Prints for a reader; silent for JSON. */
  readonly print: (text: string) => void;
  readonly steps: (steps: readonly Step[]) => Promise<void>;
  /** Is called when the command is interrupted, and takes what the command has made in the cluster out of it. */
  readonly onInterrupt: (cleanUp: () => Promise<void>) => void;
}

/** What a command has found: a document for `--output json`, and whether all is well. */
export interface CommandResult {
  readonly ok: boolean;
  readonly [field: string]: unknown;
}

/** Something that does not work, which a step found; the sentences are for the reader. */
export class DoesNotWork extends Error {
  constructor(readonly causes: readonly string[], readonly result: Readonly<Record<string, unknown>> = {}) {
    super(causes.join('\n'));
  }
}

/** The exit codes of commands about a cluster. */
export const exitCodes = { works: 0, doesNotWork: 1, mistake: 2, noCluster: 5, interrupted: 130 } as const;

/** Runs a command about a deployment in a cluster, and says how it ended: the exit code. */
export async function runClusterCommand(name: string, options: ClusterCommandOptions, command: (session: Session) => Promise<CommandResult>): Promise<number> {
  const format = options.output;
  // A command that did not come to its end has not worked.
  process.exitCode = exitCodes.doesNotWork;
  const print = (text: string): void => void (format === 'text' && console.log(text));
  const cleanUps: (() => Promise<void>)[] = [];
  interruptible(cleanUps);
  try {
    requireOptionalPackages();
    const file = readDistFile(name);
    const client = await ClusterClient.connect(options, new Persistence(undefined, undefined, retryTeller()));
    const result = await command({ client, file, format, print, steps: steps => runSteps(steps, format), onInterrupt: cleanUp => void cleanUps.push(cleanUp) });
    if (format === 'json') console.log(JSON.stringify({ deployment: file.name, digest: file.digest, ...result }, undefined, 2));
    return result.ok ? exitCodes.works : exitCodes.doesNotWork;
  } catch (error) {
    return failure(error as Error, format);
  }
}

/** Says why a command waits: one line, only for waits that a reader notices, and once for requests that are made together. */
function retryTeller(): (error: ClusterError, seconds: number) => void {
  let saidAt = 0;
  return ({ message }, seconds) => {
    if (seconds < 1 || Date.now() - saidAt < TELL_SECONDS * 1000) return;
    saidAt = Date.now();
    process.stderr.write(`the API server does not answer as it should, tries again: ${message}\n`);
  };
}

const TELL_SECONDS = 5;

function failure(error: Error, format: OutputFormat): number {
  const causes = error instanceof DoesNotWork ? error.causes : [error.message];
  if (format === 'json') console.log(JSON.stringify({ ok: false, causes, ...error instanceof DoesNotWork && error.result }, undefined, 2));
  else for (const cause of causes) console.error(`✖ ${cause}`);
  if (error instanceof CommandLineMistake) return exitCodes.mistake;
  if (error instanceof ClusterError) return error.code === 0 || error.code === 401 ? exitCodes.noCluster : exitCodes.doesNotWork;
  if (error instanceof DoesNotWork) return exitCodes.doesNotWork;
  throw error;
}

/** Seconds that cleaning up may take before the process ends all the same. */
const CLEAN_UP_SECONDS = 10;

/** The first Ctrl-C ends the command and takes out what it made, the second ends it at once. All commands can be run again. */
function interruptible(cleanUps: readonly (() => Promise<void>)[]): void {
  let interrupted = false;
  const interrupt = (): void => {
    if (interrupted || cleanUps.length === 0) process.exit(exitCodes.interrupted);
    interrupted = true;
    process.stderr.write('interrupted; takes away what it made in the cluster (again to leave it)\n');
    setTimeout(() => process.exit(exitCodes.interrupted), CLEAN_UP_SECONDS * 1000);
    void Promise.allSettled(cleanUps.map(cleanUp => cleanUp())).then(() => process.exit(exitCodes.interrupted));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
}
