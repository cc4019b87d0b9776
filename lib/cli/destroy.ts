import { createInterface } from 'node:readline/promises';
import { destroy, planDestroy } from '../cluster/destroy';
import { objectText } from '../cluster/object-key';
import { ClusterCommandOptions, DoesNotWork, runClusterCommand } from './cluster-command';
import { wholeNumber } from './dist-file';

/** Options of `llmd destroy`. */
export interface DestroyOptions extends ClusterCommandOptions {
  readonly withCache: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly timeout: string;
}

/** Takes a deployment down and waits until nothing of it is left. The model cache stays unless it is asked for. */
export function runDestroy(name: string, { withCache, dryRun, yes, timeout, ...options }: DestroyOptions): Promise<number> {
  return runClusterCommand(name, options, async ({ client, file: { deployment }, format, print, steps }) => {
    const seconds = wholeNumber('--timeout', timeout);
    const plan = await planDestroy(client, deployment, withCache);
    print(`goes from namespace ${deployment.namespace}:`);
    for (const object of plan.deleted) print(`  ${objectText(object)}`);
    for (const object of plan.alsoGone) print(`  ${objectText(object)}, with the namespace`);
    if (plan.kept.length > 0) print(`stays: ${plan.kept.map(objectText).join(', ')}${withCache ? '' : ' (--with-cache takes them too)'}`);
    if (plan.namespaceStays !== undefined) print(`  because ${plan.namespaceStays}`);
    const result = { deleted: plan.deleted.map(objectText), kept: plan.kept.map(objectText), alsoGone: plan.alsoGone.map(objectText) };
    if (dryRun || plan.deleted.length === 0) return { ok: true, ...result };
    if (format === 'text' && process.stdin.isTTY && process.stdout.isTTY && !yes && !await isConfirmed()) return { ok: false, ...result, deleted: [] };
    await steps([{
      title: `delete ${plan.deleted.length} objects`,
      run: async ({ now, title }) => {
        const left = await destroy(client, deployment, plan, seconds, now);
        if (left.length > 0) throw new DoesNotWork([`after ${seconds} s these are still there: ${left.join(', ')}; see \`kubectl describe\` for finalizers`], result);
        title(`deleted ${plan.deleted.length} objects; nothing of ${deployment.name} is left${plan.kept.length > 0 ? ` but ${plan.kept.map(objectText).join(' and ')}` : ''}`);
      },
    }]);
    return { ok: true, ...result };
  });
}

/** Asked on a terminal alone: a script has said what it wants. */
async function isConfirmed(): Promise<boolean> {
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await prompt.question('delete all of this? [y/N] ');
  prompt.close();
  return /^y(es)?$/i.test(answer.trim());
}
