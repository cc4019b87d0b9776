import { Command } from 'commander';
import { ClusterClient, ConnectionOptions } from '../kube/cluster-client';
import { LeaseHolder } from '../cluster/run/deploy-lease';
import { ClusterError } from '../kube/cluster-reader';
import { secondsOf } from '../kube/duration';
import { Persistence, REQUEST_SECONDS } from '../kube/retry';
import { printError, printJson, printLine } from './console';
import { CommandLineMistake, DistFile, readDistFile } from './dist-file';
import { exitCodes, failure } from './failure';
import { requireOptionalPackages } from './optional-packages';
import { OutputFormat, outputOption, runSteps, Step } from './output';

export { DoesNotWork, exitCodes } from './failure';

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
    .option('-n, --namespace <name>', 'refuse to run if the deployment is in another namespace')
    .option(
      '--request-timeout <duration>',
      `time for one request with all its attempts, as 30, 500ms, 1m30s; 0 for no limit (default: ${REQUEST_SECONDS}s)`,
    )
    .addOption(outputOption());
}

/** Options that every command about a cluster has. */
export interface ClusterCommandOptions extends ConnectionOptions {
  readonly output: OutputFormat;
  /** The namespace in which the deployment must be. @default - that of its file */
  readonly namespace?: string;
  /** Time for a request with all its attempts, as kubectl takes it. @default - {@link REQUEST_SECONDS} */
  readonly requestTimeout?: string;
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

/** Runs a command about a deployment in a cluster and returns the exit code. */
export async function runClusterCommand(
  name: string,
  options: ClusterCommandOptions,
  command: (session: Session) => Promise<CommandResult>,
): Promise<number> {
  const format = options.output;
  // If the process ends before the command does, it has failed.
  process.exitCode = exitCodes.doesNotWork;
  const print = (text: string): void => void (format === 'text' && printLine(text));
  const cleanUps: (() => Promise<void>)[] = [];
  let uninterruptible = (): void => {};
  const known: Record<string, unknown> = {};
  const found: Record<string, unknown> = {};
  try {
    requireOptionalPackages();
    const seconds = requestSeconds(options.requestTimeout);
    const file = readDistFile(name);
    Object.assign(known, { deployment: file.name, digest: file.digest });
    requireNamespace(file, options.namespace);
    // Not before the file is read: Ctrl-C ends a process without handlers even while it computes.
    uninterruptible = interruptible(cleanUps);
    const client = await ClusterClient.connect(options, new Persistence({ seconds, onRetry: retryTeller() }));
    const result = await command({
      client,
      file,
      format,
      print,
      steps: steps => runSteps(steps, format),
      result: found,
      onInterrupt: cleanUp => void cleanUps.push(cleanUp),
    });
    if (format === 'json') printJson({ ...known, ...found, ...result });
    return result.ok ? exitCodes.works : exitCodes.doesNotWork;
  } catch (error) {
    return failure(error, format, { ...known, ...found });
  } finally {
    uninterruptible();
  }
}

function requestSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = secondsOf(text);
  if (seconds === undefined)
    throw new CommandLineMistake(`--request-timeout must be seconds or numbers with units, as 30, 1m30s or 500ms, `
      + `got '${text}'`);
  return seconds;
}

/** A deployment knows its namespace; the option is for those who type it to be sure. */
function requireNamespace({ deployment: { namespace }, path }: DistFile, wanted: string | undefined): void {
  if (wanted === undefined || wanted === namespace) return;
  throw new CommandLineMistake(`--namespace ${wanted}: ${path} is for namespace ${namespace}. Nothing was done. Fix: `
    + 'leave the option out, or change `namespace` in the spec and run `npx cdk8s synth`');
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
    printError(`API server error, retrying: ${message}`);
  };
}

const TELL_SECONDS = 5;

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
    printError(
      'interrupted: removing what the command created in the cluster (press Ctrl-C again to exit immediately)',
    );
    setTimeout(() => process.exit(exitCodes.interrupted), CLEAN_UP_SECONDS * 1000);
    void Promise.allSettled(cleanUps.map(cleanUp => cleanUp())).then(() => process.exit(exitCodes.interrupted));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return () => void process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
}
