import { Command } from 'commander';
import { createInterface } from 'node:readline/promises';
import { destroy, DestroyPlan, planDestroy } from '../cluster/run/destroy';
import { DistDeployment } from '../cluster/dist-deployment';
import { objectText } from '../kube/object-key';
import { clusterCommand, ClusterCommandOptions, DoesNotWork, runClusterCommand, Session } from './cluster-command';
import { CommandLineMistake, wholeNumber } from './dist-file';
import { Step } from './output';
import { examples } from './examples';

/** `llmd destroy`. */
export function destroyCommand(): Command {
  return clusterCommand('destroy <deployment>')
    .description(
      'shows what will be deleted, deletes the deployment and waits until it is gone; the model cache is kept',
    )
    .option(
      '--with-cache',
      'also delete the model cache, and the namespace if `llmd deploy` created it and it contains nothing else',
      false,
    )
    .option('--dry-run', 'only show what would be deleted', false)
    .option('--yes', 'do not ask for confirmation; required without a terminal', false)
    .option('--timeout <seconds>', 'time until everything is deleted', '600')
    .addHelpText(
      'after',
      examples('llmd destroy llm-d-llama31 --dry-run', 'llmd destroy llm-d-llama31 --with-cache --yes'),
    )
    .action(async (deployment: string, options: DestroyOptions) => {
      process.exitCode = await runDestroy(deployment, options);
    });
}

/** Options of `llmd destroy`. */
export interface DestroyOptions extends ClusterCommandOptions {
  /**
   * Also deletes the claim of the model cache, and the namespace if `llmd deploy` created it and it contains nothing
   * else.
   */
  readonly withCache: boolean;
  /** Only shows what would be deleted. */
  readonly dryRun: boolean;
  /** Deletes without confirmation. Required if standard input or output is not a terminal, and with JSON. */
  readonly yes: boolean;
  /** Seconds until everything must be deleted. */
  readonly timeout: string;
}

/** Deletes a deployment and waits until nothing of it is left. The model cache is kept unless `--with-cache` is set. */
export function runDestroy(name: string, options: DestroyOptions): Promise<number> {
  return runClusterCommand(name, options, async (session) => {
    const { client, file: { deployment, path }, print, steps } = session;
    const seconds = wholeNumber('--timeout', options.timeout);
    const isAsked = needsQuestion(options);
    refuseOtherNamespaces(path, deployment);
    const plan = await planDestroy(client, deployment, options.withCache);
    const result = resultOf(plan);
    planText(plan, deployment).forEach(print);
    if (options.dryRun || result.deleted.length === 0) return { ok: true, ...result };
    if (isAsked && !await isConfirmed(client.server)) return { ok: false, ...result, deleted: [] };
    await steps([deleteStep(session, plan, seconds, result)]);
    return { ok: true, ...result };
  });
}

/**
 * Whether the user must confirm. A question that is written to a file or a pipe would not be seen.
 *
 * @throws CommandLineMistake if a confirmation is required and cannot be asked for
 */
function needsQuestion({ dryRun, output, yes }: DestroyOptions): boolean {
  if (dryRun || yes) return false;
  if (output === 'text' && process.stdin.isTTY && process.stdout.isTTY) return true;
  const why
    = output === 'json'
      ? '`--output json` does not ask for confirmation'
      : 'no confirmation is possible without a terminal';
  throw new CommandLineMistake(`${why}: set --yes to delete, or --dry-run to see what would be deleted`);
}

/** A file that the library wrote has one namespace, that of its objects. */
function refuseOtherNamespaces(path: string, { namespace, objects }: DistDeployment): void {
  const other = objects.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name !== namespace);
  if (other === undefined) return;
  const what = `the Namespace is '${other.metadata.name}', the deployment is in '${namespace}'`;
  throw new CommandLineMistake(`${path}: ${what}. Nothing was done. Fix: synthesize again, or correct the name`);
}

interface DestroyResult {
  deleted: readonly string[];
  readonly kept: readonly string[];
  /** Why the namespace was not deleted, where `--with-cache` asked for it. */
  namespaceStays?: string;
}

function resultOf({ deleted, kept, removal }: DestroyPlan): DestroyResult {
  const { namespace, stays } = removal ?? {};
  const all = namespace !== undefined && stays === undefined ? [...deleted, namespace] : deleted;
  return {
    deleted: all.map(objectText),
    kept: kept.map(objectText),
    ...(stays !== undefined && { namespaceStays: stays }),
  };
}

function planText(plan: DestroyPlan, { namespace }: DistDeployment): readonly string[] {
  const { deleted, kept, namespaceStays } = resultOf(plan);
  return [
    deleted.length === 0 ? `nothing to destroy in namespace ${namespace}` : `will delete from namespace ${namespace}:`,
    ...deleted.map(object => `  ${object}`),
    ...kept.length === 0 ? [] : [`will keep: ${kept.join(', ')} (--with-cache deletes it too)`],
    ...plan.notes.map(note => `! ${note}`),
    ...namespaceStays === undefined ? [] : [`will keep: namespace/${namespace}: ${namespaceStays}`],
  ];
}

async function isConfirmed(server: string): Promise<boolean> {
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await prompt.question(`delete all of this from the cluster ${server}? [y/N] `);
  prompt.close();
  return /^y(es)?$/i.test(answer.trim());
}

function deleteStep(
  { client, file: { deployment } }: Session, plan: DestroyPlan, seconds: number, result: DestroyResult,
): Step {
  return {
    title: `delete ${result.deleted.length} objects`,
    run: async ({ line, now, title }) => {
      const { left, namespaceStays } = await destroy(client, deployment, plan, seconds, now);
      if (left.length > 0) {
        const cause
          = `after ${seconds} s these objects still exist: ${left.join(', ')}; see \`kubectl describe\` for `
            + 'finalizers';
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
