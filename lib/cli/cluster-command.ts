import { Command } from 'commander';
import { ClusterClient, ConnectionOptions } from '../kube/cluster-client';
import { LeaseHolder } from '../cluster/run/deploy-lease';
import { ClusterError } from '../kube/cluster-reader';
import { Persistence } from '../kube/retry';
import { CommandLineMistake, DistFile, readDistFile } from './dist-file';
import { requireOptionalPackages } from './optional-packages';
import { OutputFormat, outputOption, runSteps, Step } from './output';

/** A command about a deployment in a cluster: its name and arguments, and the options that all such commands share. */
export function clusterCommand(usage: string): Command {
  const [name, ...parameters] = usage.split(' ');
  return new Command(name)
    .arguments(parameters.join(' '))
    .option(
      '--kubeconfig <file>',
      'path of the kubeconfig, as for kubectl (default: KUBECONFIG, ~/.kube/config, or the service account of the pod)',
    )
    .option('--context <name>', 'context of the kubeconfig (default: its current context)')
    .addOption(outputOption());
}

/** Options that every command about a cluster has. */
export interface ClusterCommandOptions extends ConnectionOptions {
  readonly output: OutputFormat;
}

/** What a command gets: the client, the file of the deployment, and the ways to print. */
export interface Session {
  readonly client: ClusterClient;
  readonly file: DistFile;
  readonly format: OutputFormat;
  /** Prints text; does nothing with `--output json`. */
  readonly print: (text: string) => void;
  readonly steps: (steps: readonly Step[]) => Promise<void>;
  /** What the command has found and done so far. The document for `--output json` has it, also if the command fails. */
  readonly result: Record<string, unknown>;
  /**
   * Registers a function that removes what the command created in the cluster. It is called when the command is
   * interrupted.
   */
  readonly onInterrupt: (cleanUp: () => Promise<void>) => void;
}

/** What a command says of itself while it holds the Lease of a deployment. */
export function leaseHolder(command: string, { onInterrupt, print }: Session): LeaseHolder {
  return { command, onInterrupt, onWait: text => print(`! ${text}`) };
}

/** The result of a command: whether it succeeded, and the document for `--output json`. */
export interface CommandResult {
  readonly ok: boolean;
  readonly [field: string]: unknown;
}

/** A step found that the deployment does not work. Each cause is a sentence for the user. */
export class DoesNotWork extends Error {
  constructor(readonly causes: readonly string[], readonly result: Readonly<Record<string, unknown>> = {}) {
    super(causes.join('\n'));
  }
}

/** The exit codes of commands about a cluster. */
export const exitCodes = { works: 0, doesNotWork: 1, mistake: 2, noCluster: 5, interrupted: 130 } as const;

/** Runs a command about a deployment in a cluster and returns the exit code. */
export async function runClusterCommand(
  name: string,
  options: ClusterCommandOptions,
  command: (session: Session) => Promise<CommandResult>,
): Promise<number> {
  const format = options.output;
  // If the process ends before the command does, it has failed.
  process.exitCode = exitCodes.doesNotWork;
  const print = (text: string): void => void (format === 'text' && console.log(text));
  const cleanUps: (() => Promise<void>)[] = [];
  const uninterruptible = interruptible(cleanUps);
  const known: Record<string, unknown> = {};
  const found: Record<string, unknown> = {};
  try {
    requireOptionalPackages();
    const file = readDistFile(name);
    Object.assign(known, { deployment: file.name, digest: file.digest });
    const client = await ClusterClient.connect(options, new Persistence(undefined, undefined, retryTeller()));
    const result = await command({
      client,
      file,
      format,
      print,
      steps: steps => runSteps(steps, format),
      result: found,
      onInterrupt: cleanUp => void cleanUps.push(cleanUp),
    });
    if (format === 'json')
      console.log(JSON.stringify({ ...known, ...found, ...result }, undefined, 2));
    return result.ok ? exitCodes.works : exitCodes.doesNotWork;
  } catch (error) {
    return failure(error as Error, format, { ...known, ...found });
  } finally {
    uninterruptible();
  }
}

/**
 * Prints why a command waits: one line, only for waits of a second or more, and once for requests that are sent
 * together.
 */
function retryTeller(): (error: ClusterError, seconds: number) => void {
  let saidAt = 0;
  return ({ message }, seconds) => {
    if (seconds < 1 || Date.now() - saidAt < TELL_SECONDS * 1000) return;
    saidAt = Date.now();
    process.stderr.write(`API server error, retrying: ${message}\n`);
  };
}

const TELL_SECONDS = 5;

function failure(error: Error, format: OutputFormat, known: Readonly<Record<string, unknown>>): number {
  const causes = error instanceof DoesNotWork ? error.causes : [error.message];
  const more = error instanceof DoesNotWork ? error.result : {};
  if (format === 'json') console.log(JSON.stringify({ ...known, ok: false, causes, ...more }, undefined, 2));
  else for (const cause of causes) console.error(`✖ ${cause}`);
  if (error instanceof CommandLineMistake) return exitCodes.mistake;
  if (error instanceof ClusterError)
    return error.code === 0 || error.code === 401 ? exitCodes.noCluster : exitCodes.doesNotWork;
  if (error instanceof DoesNotWork) return exitCodes.doesNotWork;
  throw error;
}

/** Seconds for the clean-up; after them the process ends in any case. */
const CLEAN_UP_SECONDS = 10;

/**
 * The first Ctrl-C ends the command and removes what it created, the second one exits immediately. All commands can be
 * run again.
 *
 * @returns a function that ends this
 */
function interruptible(cleanUps: readonly (() => Promise<void>)[]): () => void {
  let interrupted = false;
  const interrupt = (): void => {
    if (interrupted || cleanUps.length === 0) process.exit(exitCodes.interrupted);
    interrupted = true;
    process.stderr.write(
      'interrupted: removing what the command created in the cluster (press Ctrl-C again to exit immediately)\n',
    );
    setTimeout(() => process.exit(exitCodes.interrupted), CLEAN_UP_SECONDS * 1000);
    void Promise.allSettled(cleanUps.map(cleanUp => cleanUp())).then(() => process.exit(exitCodes.interrupted));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return () => void process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
}
