import { Command } from 'commander';
import { Applied, applyDeployment, Beside, besideFile, prune, waitForPods } from '../cluster/run/deploy';
import { objectText } from '../kube/object-key';
import { partText } from '../cluster/run/rollout';
import {
  clusterCommand,
  ClusterCommandOptions,
  CommandResult,
  DoesNotWork,
  runClusterCommand,
  Session,
} from './cluster-command';
import { doctorStep } from './doctor';
import { wholeNumber } from './dist-file';
import { firstRequestStep } from './first-request';
import { Step } from './output';
import { verifyStep } from './verify';
import { examples } from './examples';

/** `llmd deploy`. */
export function deployCommand(): Command {
  return clusterCommand('deploy <deployment>')
    .description(
      'applies dist/<deployment>.k8s.yaml, waits until its pods are ready and verifies that it works; can be '
      + 'run again at any time',
    )
    .option(
      '--timeout <seconds>',
      'time for pods to become ready (default: progressDeadlineSeconds of the Deployments)',
    )
    .option('--force-conflicts', 'take over fields that another field manager owns', false)
    .addHelpText(
      'after',
      examples('llmd deploy llm-d-llama31', 'llmd deploy llm-d-llama31 --context staging --timeout 1800'),
    )
    .action(async (deployment: string, options: DeployOptions) => {
      process.exitCode = await deploy(deployment, options);
    });
}

/** Options of `llmd deploy`. */
export interface DeployOptions extends ClusterCommandOptions {
  /** Seconds that pods have to become ready. @default - `progressDeadlineSeconds` of the Deployments */
  readonly timeout?: string;
  readonly forceConflicts: boolean;
}

/**
 * Applies a deployment, waits until its pods are ready, and verifies that it serves requests. Safe to run again at any
 * time.
 */
export function deploy(name: string, options: DeployOptions): Promise<number> {
  return runClusterCommand(name, options, async (session) => {
    const timeout = options.timeout === undefined ? undefined : wholeNumber('--timeout', options.timeout);
    const result: Record<string, unknown> = {};
    const beside: Found = {};
    await session.steps([
      doctorStep(session, result),
      applyStep(session, options.forceConflicts, beside, result), pruneStep(session, beside, result),
      podsStep(session, timeout, result), verifyStep(session, {}, result),
      firstRequestStep(session, result),
    ]);
    return { ok: true, ...result } satisfies CommandResult;
  });
}

/** Objects of the deployment that the cluster had before the apply and the file does not contain. */
interface Found {
  found?: Beside;
}

function applyStep({ client, file }: Session, force: boolean, beside: Found, result: Record<string, unknown>): Step {
  return {
    title: `apply ${file.path}`,
    run: async ({ line, now, title }) => {
      const { notes, objects } = beside.found = await besideFile(client, file.deployment);
      for (const note of notes) line(`! ${note}`);
      const counts = { created: 0, changed: 0, unchanged: 0 };
      const applied = await applyDeployment(client, file.deployment, objects, force, ({ object, change }: Applied) => {
        counts[change]++;
        if (change !== 'unchanged') now(`${object} ${change}`);
      });
      title(
        `applied ${file.path}: ${Object.entries(counts)
          .filter(([, count]) => count > 0)
          .map(([change, count]) => `${count} ${change}`)
          .join(', ')}`,
      );
      result.applied = applied;
    },
  };
}

/** Shows, then deletes the objects that an earlier apply created and the file no longer contains. */
function pruneStep({ client, file }: Session, beside: Found, result: Record<string, unknown>): Step {
  return {
    title: 'objects that are no longer in the file',
    run: async ({ line, title }) => {
      const stray = await prune(client, file.deployment, beside.found?.objects ?? [], (object) => {
        line(`${objectText(object)} is no longer in ${file.path}`);
      });
      title(stray.length === 0 ? 'nothing to prune' : `pruned ${stray.length} objects that are no longer in the file`);
      result.pruned = stray.map(objectText);
    },
  };
}

function podsStep(
  { client, file: { deployment } }: Session,
  timeout: number | undefined,
  result: Record<string, unknown>,
): Step {
  return {
    title: 'wait until pods are ready',
    run: async ({ line, now, title }) => {
      const deadline
        = timeout
          ?? Math.max(
            ...Object.values(deployment.roles).map(({ progressDeadlineSeconds = 600 }) => progressDeadlineSeconds),
          );
      let shown = '';
      const explained = new Map<string, number>();
      const { seconds, causes, progress } = await waitForPods(
        client,
        deployment,
        deadline,
        ({ parts, causes: present }) => {
          const text = parts.map(partText).join('; ');
          if (text !== shown) now((shown = text));
          for (const cause of lasting(explained, present)) line(`! ${cause}`);
        },
      );
      result.pods = progress.parts;
      if (causes.length > 0) throw new DoesNotWork(causes, result);
      title(`pods ready after ${seconds.toFixed(0)} s: ${progress.parts.map(partText).join('; ')}`);
      result.readySeconds = Number(seconds.toFixed(1));
    },
  };
}

/**
 * Polls, two seconds each, in which a cause must be seen before it is printed: an autoscaler or a scheduler may be
 * about to remove it.
 */
const STANDS_AFTER = 5;

/** Causes that persist, each printed once. The pod that is named first may change, so it is not compared. */
function lasting(seen: Map<string, number>, causes: readonly string[]): readonly string[] {
  const keyOf = (cause: string): string => cause.replace(/^pod \S+( and \d+ more)?/, 'pod');
  return causes.filter((cause) => {
    const looks = (seen.get(keyOf(cause)) ?? 0) + 1;
    seen.set(keyOf(cause), looks);
    return looks === STANDS_AFTER;
  });
}
