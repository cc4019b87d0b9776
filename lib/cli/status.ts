import { Command } from 'commander';
import { attachmentCauses } from '../cluster/causes/attachment';
import { selectionCauses } from '../cluster/causes/selection';
import { groupOf } from '../cluster/dist-deployment';
import { SeenChanges } from '../cluster/changes/plan-changes';
import { KubernetesObject, Pod } from '../kube/kubernetes-objects';
import { phaseOf } from '../cluster/run/pod-phase';
import { lookAtDownload } from '../cluster/run/model-download';
import { driftOf } from '../cluster/run/drift';
import { lookAt } from '../cluster/run/rollout';
import { clusterCommand, ClusterCommandOptions, CommandResult, runClusterCommand, Session } from './cluster-command';
import { CommandLineMistake, wholeNumber } from './dist-file';
import { examples } from './examples';
import { ageOf, driftText, insideUrlOf, partLine, restartsOf, urlOf } from './status-text';

/** `llmd status`. */
export function statusCommand(): Command {
  return clusterCommand('status <deployment>')
    .description(
      'shows pods by role, pool, route, gateway and URL, what is wrong, and how the cluster differs from the file',
    )
    .option('-w, --watch [seconds]', 'shows it again and again until Ctrl-C (default: every 5 seconds)')
    .addHelpText('after', examples(
      'llmd status llm-d-llama31', 'llmd status llm-d-llama31 --watch', 'llmd status llm-d-llama31 --output json',
    ))
    .action(async (deployment: string, options: StatusOptions) => {
      process.exitCode = await runStatus(deployment, options);
    });
}

/** Options of `llmd status`. */
export interface StatusOptions extends ClusterCommandOptions {
  /** Seconds between two looks, or `true` for the default. @default - one look */
  readonly watch?: string | true;
}

/**
 * Shows the state of a deployment: pods by role, pool, route and gateway, what is wrong, what was applied, and how the
 * cluster differs from the file.
 */
export function runStatus(name: string, options: StatusOptions, wait: Wait = sleep): Promise<number> {
  return runClusterCommand(name, options, async (session) => {
    const { watch } = options;
    if (watch === undefined) {
      const { lines, result } = await look(session);
      lines.forEach(session.print);
      return result;
    }
    if (session.format === 'json')
      throw new CommandLineMistake('--watch cannot be combined with --output json, which is one document at the end: '
        + 'remove one of the two');
    const seconds = watch === true ? WATCH_SECONDS : wholeNumber('--watch', watch);
    const seen: SeenChanges = new Map();
    for (let shown = ''; ;) {
      const { lines, result } = await look(session, seen);
      const text = lines.join('\n');
      // A terminal shows the present alone; a file gets what has changed.
      if (process.stdout.isTTY) {
        process.stdout.write(CLEAR);
        lines.forEach(session.print);
      } else if (text !== shown) {
        if (shown !== '') session.print('');
        lines.forEach(session.print);
      }
      shown = text;
      if (!await wait(seconds)) return result;
    }
  });
}

/** Waits between two looks; false ends the watch. */
export type Wait = (seconds: number) => Promise<boolean>;

const sleep: Wait = seconds => new Promise(resolve => setTimeout(() => resolve(true), seconds * 1000));

const WATCH_SECONDS = 5;
/** Moves to the top left and clears what is below (ECMA-48, CUP and ED). */
const CLEAR = '\u001b[H\u001b[J';

async function look({ client, file }: Session, seen?: SeenChanges): Promise<Look> {
  const { deployment } = file;
  const drift = await driftOf(client, deployment, seen);
  if (drift.isAbsent) {
    const cause
      = `nothing is deployed yet in namespace ${deployment.namespace}: run \`llmd deploy ${deployment.name}\``;
    return { lines: [`✖ ${cause}`], result: { ok: false, causes: [cause] } };
  }
  const { parts, complete, causes: ofPods, evidence } = await lookAt(client, deployment);
  const download = await lookAtDownload(client, deployment);
  const ofDownload = download?.cause === undefined ? [] : [download.cause];
  const causes = [...ofDownload, ...ofPods, ...attachmentCauses(evidence), ...selectionCauses(evidence)];
  const { gateway, pool, route } = evidence;
  const { images, model, wayIn } = deployment;
  const objects = [
    ...(download ? [download.text] : []),
    ...(deployment.pool
      ? [`InferencePool ${nameOf(deployment.pool)} of ${groupOf(deployment.pool)}: ${pool ? 'exists' : 'not found'}`]
      : [`pods selected by ${deployment.endpoints.saidBy}`]),
    ...(deployment.route ? [`HTTPRoute ${nameOf(deployment.route)}: ${route ? 'exists' : 'not found'}`] : []),
    ...(deployment.route ? [`Gateway ${nameOf(wayIn.object)}: ${gateway ? 'exists' : 'not found'}`] : []),
  ];
  const url = deployment.route ? urlOf(gateway, wayIn.entrance) : insideUrlOf(deployment);
  const pods = evidence.pods.map((pod: Pod) => ({
    name: pod.metadata.name,
    phase: phaseOf(pod),
    node: pod.spec.nodeName,
    ageSeconds: ageOf(pod),
    restarts: restartsOf(pod),
  }));
  const { applied, differences, unknown } = drift;
  return {
    lines: [
      ...parts.map(part => partLine(part, deployment, evidence.pods)),
      ...objects,
      `URL ${url ?? 'not known: the gateway has no address'}, model ${model}`,
      ...driftText(drift, file),
      ...causes.map(cause => `✖ ${cause}`),
    ],
    result: {
      ok: complete && causes.length === 0, parts, objects, causes, pods, url, model, images, applied, differences,
      ...(unknown !== undefined && { differencesUnknown: unknown }),
    },
  };
}

function nameOf({ metadata }: Pick<KubernetesObject, 'metadata'>): string {
  return metadata.name;
}

/** What was seen at one time. */
interface Look {
  readonly lines: readonly string[];
  readonly result: CommandResult;
}
