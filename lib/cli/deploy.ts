import { Command } from 'commander';
import { Applied, applyPlan, createNamespace, prune, waitForPods } from '../cluster/run/deploy';
import { holdingLease } from '../cluster/run/deploy-lease';
import { DeployPlan, planDeploy, refuseStalePlan } from '../cluster/run/deploy-plan';
import { objectText } from '../kube/object-key';
import { partText } from '../cluster/run/rollout';
import {
  clusterCommand,
  ClusterCommandOptions,
  CommandResult,
  DoesNotWork,
  leaseHolder,
  runClusterCommand,
  Session,
} from './cluster-command';
import { ConsentOptions, isConfirmed, needsQuestion, placeText } from './consent';
import { changesAnything, deployPlanText, objections, plannedDeploy, planSummary } from './deploy-plan-text';
import { doctorStep } from './doctor';
import { wholeNumber } from './dist-file';
import { firstRequestStep } from './first-request';
import { Step } from './output';
import { staleness } from './stale-file';
import { verifyStep } from './verify';
import { examples } from './examples';

/** `llmd deploy`. */
export function deployCommand(): Command {
  return clusterCommand('deploy <deployment>')
    .description(
      'shows what dist/<deployment>.k8s.yaml changes in the cluster and asks, applies it, waits until its pods are '
      + 'ready and verifies that it works; can be run again at any time',
    )
    .option('--dry-run', 'only show what would be created, changed and deleted, as the API server answers', false)
    .option('--yes', 'do not ask for confirmation; required without a terminal', false)
    .option(
      '--timeout <seconds>',
      'time for pods to become ready (default: progressDeadlineSeconds of the Deployments)',
    )
    .option('--force-conflicts', 'take over fields that another field manager owns', false)
    .option('--force', 'also change objects that Argo CD or Flux manages', false)
    .addHelpText(
      'after',
      examples(
        'llmd deploy llm-d-llama31', 'llmd deploy llm-d-llama31 --dry-run',
        'llmd deploy llm-d-llama31 --context staging --timeout 1800 --yes',
      ),
    )
    .action(async (deployment: string, options: DeployOptions) => {
      process.exitCode = await deploy(deployment, options);
    });
}

/** Options of `llmd deploy`. */
export interface DeployOptions extends ClusterCommandOptions, ConsentOptions {
  /** Seconds that pods have to become ready. @default - `progressDeadlineSeconds` of the Deployments */
  readonly timeout?: string;
  /** Takes over fields that another field manager owns. */
  readonly forceConflicts: boolean;
  /** Also changes objects that Argo CD or Flux manages. */
  readonly force: boolean;
}

/**
 * Shows what a deployment changes in the cluster and asks, applies it, waits until its pods are ready, and verifies
 * that it serves requests. Safe to run again at any time.
 */
export function deploy(name: string, options: DeployOptions): Promise<number> {
  return runClusterCommand(name, options, async (session) => {
    const timeout = options.timeout === undefined ? undefined : wholeNumber('--timeout', options.timeout);
    const isAsked = needsQuestion('deploy', options);
    const { client, file, print, result } = session;
    const plan = await planned(session);
    deployPlanText(plan, file.path).forEach(print);
    const causes = objections(plan, options);
    if (causes.length > 0) throw new DoesNotWork(causes, result);
    if (options.dryRun) return { ok: true };
    if (isAsked && changesAnything(plan) && !await isConfirmed('apply this?')) {
      print('nothing was changed');
      return { ok: false };
    }
    await createNamespace(client, file.deployment);
    await holdingLease(client, file.deployment, leaseHolder('deploy', session), async () => {
      await refuseStalePlan(client, file.deployment, plan);
      await session.steps([applyStep(session, plan, options.forceConflicts), pruneStep(session, plan)]);
    });
    await session.steps([
      podsStep(session, timeout, result), verifyStep(session, {}, result), firstRequestStep(session, result),
    ]);
    return { ok: true } satisfies CommandResult;
  });
}

/** Checks the cluster, and compares it with the file. */
async function planned(session: Session): Promise<DeployPlan> {
  const { client, file, print, result } = session;
  print(placeText(session));
  const stale = staleness(file);
  if (stale !== undefined) {
    Object.assign(result, { stale });
    print(`! ${stale}`);
  }
  let plan: DeployPlan | undefined;
  await session.steps([doctorStep(session, result), {
    title: `compare ${file.path} with the cluster`,
    run: async ({ line, title }) => {
      plan = await planDeploy(client, file.deployment);
      for (const note of plan.notes) line(`! ${note}`);
      result.plan = plannedDeploy(plan);
      title(`compared ${file.path} with the cluster: ${planSummary(plan)}`);
    },
  }]);
  return plan!;
}

function applyStep({ client, file, result }: Session, plan: DeployPlan, force: boolean): Step {
  return {
    title: `apply ${file.path}`,
    run: async ({ now, title }) => {
      const counts = { created: 0, changed: 0, unchanged: 0 };
      const applied: Applied[] = [];
      result.applied = applied;
      await applyPlan(client, plan, force, (done) => {
        applied.push(done);
        counts[done.change]++;
        if (done.change !== 'unchanged') now(`${done.object} ${done.change}`);
      });
      title(
        `applied ${file.path}: ${Object.entries(counts)
          .filter(([, count]) => count > 0)
          .map(([change, count]) => `${count} ${change}`)
          .join(', ')}`,
      );
    },
  };
}

/** Deletes the objects of the plan that an earlier apply created and the file no longer contains. */
function pruneStep({ client, result }: Session, plan: DeployPlan): Step {
  return {
    title: 'objects that are no longer in the file',
    run: async ({ title }) => {
      await prune(client, plan);
      const pruned = result.pruned = plan.strays.deleted.map(objectText);
      const count = pruned.length;
      title(count === 0 ? 'nothing to prune' : `pruned ${count} objects that are no longer in the file`);
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
