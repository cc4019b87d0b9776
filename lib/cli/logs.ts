import { Command } from 'commander';
import { LogPlace, logPlaces, LogSource, logSources } from '../cluster/run/log-targets';
import { ClusterError } from '../kube/cluster-reader';
import { clusterCommand, ClusterCommandOptions, DoesNotWork, runClusterCommand, Session } from './cluster-command';
import { printLine } from './console';
import { CommandLineMistake, wholeNumber } from './dist-file';
import { examples } from './examples';

/** `llmd logs`. */
export function logsCommand(): Command {
  return clusterCommand('logs <deployment> [source]')
    .description(`prints the logs of ${logSources.join(', ')}, or of all of them`)
    .option('--tail <lines>', 'last lines of each container', '50')
    .option('-f, --follow', 'print new lines until Ctrl-C', false)
    .option('--previous', 'logs of the container before its last restart', false)
    .addHelpText(
      'after',
      examples('llmd logs llm-d-llama31 picker --follow', 'llmd logs llm-d-llama31 decode --previous --tail 200'),
    )
    .action(async (deployment: string, source: string | undefined, options: LogsOptions) => {
      process.exitCode = await runLogs(deployment, source, options);
    });
}

/** Options of `llmd logs`. */
export interface LogsOptions extends ClusterCommandOptions {
  readonly tail: string;
  readonly follow: boolean;
  readonly previous: boolean;
}

/** Prints the logs of a source, or of all sources. Each line begins with the name of its pod. */
export function runLogs(
  name: string,
  source: string | undefined,
  { tail, follow, previous, ...options }: LogsOptions,
): Promise<number> {
  return runClusterCommand(name, options, async (session) => {
    const {
      client,
      file: { deployment },
      format,
      print,
    } = session;
    const lines = wholeNumber('--tail', tail, 0);
    if (follow && format === 'json')
      throw new CommandLineMistake(
        '--follow cannot be combined with --output json, which is one document at the end: remove one of the two',
      );
    const places = (await Promise.all(sourcesOf(source).map(source => logPlaces(client, deployment, source)))).flat();
    if (places.length === 0)
      throw new DoesNotWork([
        `no pod of ${source ?? 'the deployment'} exists in namespace ${deployment.namespace}; run \`llmd `
        + `status ${name}\``,
      ]);
    if (follow) {
      await Promise.all(places.map(place => followOne(session, place, lines)));
      return { ok: true };
    }
    const logs = await Promise.all(
      places.map(async place => ({ ...place, ...(await logOf(session, place, lines, previous)) })),
    );
    for (const { pod, log, error } of logs)
      for (const line of (error ?? log ?? '').trimEnd().split('\n')) print(`${pod} ${line}`);
    return { ok: logs.every(({ error }) => error === undefined), logs };
  });
}

function sourcesOf(source: string | undefined): readonly LogSource[] {
  if (source === undefined) return logSources;
  const known = logSources.find(known => known === source);
  if (known === undefined)
    throw new CommandLineMistake(`the source of logs must be one of ${logSources.join(', ')}, got '${source}'`);
  return [known];
}

async function logOf(
  { client, file: { deployment } }: Session, { pod, container }: LogPlace, lines: number, previous: boolean,
): Promise<{ readonly log?: string; readonly error?: string }> {
  try {
    return { log: await client.log(deployment.namespace, pod, container, { lines, previous }) };
  } catch (error) {
    return { error: (error as ClusterError).message };
  }
}

/** Follows a log until the container ends. A broken connection is reopened where it broke, to within one second. */
async function followOne(
  { client, file: { deployment } }: Session,
  { pod, container }: LogPlace,
  lines: number,
): Promise<void> {
  let rest = '';
  const write = (text: string): void => {
    const parts = (rest + text).split('\n');
    rest = parts.pop()!;
    for (const line of parts) printLine(`${pod} ${line}`);
  };
  const { ended } = await client.followLog(deployment.namespace, pod, container, lines, write);
  await ended;
  if (rest !== '') printLine(`${pod} ${rest}`);
}
