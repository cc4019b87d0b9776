import { Command } from 'commander';
import { holdingLease } from '../cluster/run/deploy-lease';
import { refuseStalePlan } from '../cluster/run/deploy-plan';
import { destroy, DestroyPlan, DestroyScope, planDestroy, tryDestroy } from '../cluster/run/destroy';
import { DistDeployment } from '../cluster/dist-deployment';
import { objectText } from '../kube/object-key';
import {
  clusterCommand,
  ClusterCommandOptions,
  DoesNotWork,
  leaseHolder,
  runClusterCommand,
  Session,
} from './cluster-command';
import { ConsentOptions, isConfirmed, needsQuestion, placeText } from './consent';
import { keeperText } from './deploy-plan-text';
import { wholeNumber } from './dist-file';
import { Step } from './output';
import { examples } from './examples';

/** `llmd destroy`. */
export function destroyCommand(): Command {
  return clusterCommand('destroy <deployment>')
    .description(
      'shows what will be deleted and asks, deletes the deployment and waits until it is gone; the model cache and '
      + 'the namespace are kept',
    )
    .option('--with-cache', 'also delete the model cache', false)
    .option(
      '--with-namespace',
      'also delete the namespace, if `llmd deploy` created it and it contains nothing else; otherwise nothing is '
      + 'deleted',
      false,
    )
    .option('--dry-run', 'only show what would be deleted, after the API server has agreed to it', false)
    .option('--yes', 'do not ask for confirmation; required without a terminal', false)
    .option('--force', 'also delete objects that Argo CD or Flux manages', false)
    .option('--timeout <seconds>', 'time until everything is deleted', '600')
    .addHelpText(
      'after',
      examples(
        'llmd destroy llm-d-llama31 --dry-run', 'llmd destroy llm-d-llama31 --with-cache --yes',
        'llmd destroy llm-d-llama31 --with-cache --with-namespace',
      ),
    )
    .action(async (deployment: string, options: DestroyOptions) => {
      process.exitCode = await runDestroy(deployment, options);
    });
}

/** Options of `llmd destroy`. */
export interface DestroyOptions extends ClusterCommandOptions, ConsentOptions, DestroyScope {
  /** Also deletes objects that Argo CD or Flux manages. */
  readonly force: boolean;
  /** Seconds until everything must be deleted. */
  readonly timeout: string;
}

/**
 * Deletes a deployment and waits until nothing of it is left. The model cache is kept unless `--with-cache` is set, the
 * namespace unless `--with-namespace` is.
 */
export function runDestroy(name: string, options: DestroyOptions): Promise<number> {
  return runClusterCommand(name, options, async (session) => {
    const { client, file: { deployment }, print, steps } = session;
    const seconds = wholeNumber('--timeout', options.timeout);
    const isAsked = needsQuestion('delete', options);
    print(placeText(session));
    const plan = await planDestroy(client, deployment, options);
    const result = resultOf(plan);
    planText(plan, deployment).forEach(print);
    const causes = objections(plan, deployment, options.force);
    if (causes.length > 0) throw new DoesNotWork(causes, { ...result, deleted: [] });
    if (options.dryRun) await tryDestroy(client, plan);
    if (options.dryRun || result.deleted.length === 0) return { ok: true, ...result };
    if (isAsked && !await isConfirmed('delete all of this?')) {
      print('nothing was deleted');
      return { ok: false, ...result, deleted: [] };
    }
    await holdingLease(client, deployment, leaseHolder('destroy', session), async () => {
      await refuseStalePlan(client, deployment, plan);
      await steps([deleteStep(session, plan, seconds, result)]);
    });
    return { ok: result.namespaceStays === undefined, ...result };
  });
}

/** Why nothing is deleted. */
function objections(
  { keepers, removal }: DestroyPlan, { namespace }: DistDeployment, force: boolean,
): readonly string[] {
  const { stays } = removal ?? {};
  return [
    ...stays === undefined ? [] : [`namespace/${namespace} cannot be deleted, and nothing was: ${stays}`],
    ...force ? [] : keepers.map(keeperText),
  ];
}

interface DestroyResult {
  deleted: readonly string[];
  readonly kept: readonly string[];
  /** Why the namespace was not deleted, where `--with-namespace` asked for it. */
  namespaceStays?: string;
}

function resultOf({ copies, deleted, kept, removal }: DestroyPlan): DestroyResult {
  const { namespace, stays } = removal ?? {};
  const all = namespace !== undefined && stays === undefined ? [...deleted, namespace] : deleted;
  return {
    deleted: all.map(objectText),
    kept: [...kept, ...copies].map(objectText),
    ...(stays !== undefined && { namespaceStays: stays }),
  };
}

function planText(plan: DestroyPlan, { namespace }: DistDeployment): readonly string[] {
  const { deleted } = resultOf(plan);
  const claims = plan.kept.map(objectText).join(', ');
  return [
    deleted.length === 0 ? `nothing to destroy in namespace ${namespace}` : 'will delete:',
    ...deleted.map(object => `  ${object}`),
    ...claims === '' ? [] : [`will keep: ${claims} (--with-cache deletes it too)`],
    ...plan.copies.map(object => `will keep: ${objectText(object)}: it has the labels of the deployment, but no record `
      + 'lists it and `llmd` did not apply it'),
    ...plan.notes.map(note => `! ${note}`),
  ];
}

function deleteStep(
  { client, file: { deployment } }: Session, plan: DestroyPlan, seconds: number, result: DestroyResult,
): Step {
  return {
    title: `delete ${result.deleted.length} objects`,
    run: async ({ line, now, title }) => {
      const { left, namespaceStays } = await destroy(client, deployment, plan, seconds, now);
      if (left.length > 0) {
        const keepers = plan.keepers.map(({ keeper }) => `; ${keeper} may have created them again: delete that first`);
        const cause
          = `after ${seconds} s these objects still exist: ${left.join(', ')}; see \`kubectl describe\` for `
            + `finalizers${keepers.join('')}`;
        throw new DoesNotWork([cause], { ...result });
      }
      if (namespaceStays !== undefined && result.namespaceStays === undefined) {
        // An object was created in it after the confirmation.
        Object.assign(result, { deleted: plan.deleted.map(objectText), namespaceStays });
        line(`kept: namespace/${deployment.namespace}: ${namespaceStays}`);
      }
      const except = result.kept.length === 0 ? '' : ` except ${result.kept.join(' and ')}`;
      title(`deleted ${result.deleted.length} objects; nothing of ${deployment.name} is left${except}`);
    },
  };
}
