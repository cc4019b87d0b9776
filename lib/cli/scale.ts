import { Command } from 'commander';
import { readFileSync, writeFileSync } from 'node:fs';
import { filesToChange, readApp, runSynth } from './synth';
import { printError, printJson, printLine } from './console';
import { podsOfReplica } from '../cluster/part-workload';
import { Role } from '../spec/role';
import { CommandLineMistake, readDistFile, wholeNumber } from './dist-file';
import { failure } from './failure';
import { OutputFormat, outputOption } from './output';
import { replicasEdit } from './spec-source';
import { examples } from './examples';

/** `llmd scale`. */
export function scaleCommand(): Command {
  return new Command('scale').arguments('<deployment> <role> <replicas>')
    .description(
      'changes the number of pods of a role, or of its groups of pods, in the spec and synthesizes; the cluster is not '
      + 'changed',
    )
    .option('--all', 'also where manifests of other deployments change', false)
    .addOption(outputOption())
    .addHelpText('after', examples('llmd scale llm-d-llama31 decode 12'))
    .action((deployment: string, role: string, pods: string, options: ScaleOptions) => {
      process.exitCode = runScale(deployment, role, pods, options);
    });
}

/** Options of `llmd scale`. */
export interface ScaleOptions {
  readonly output: OutputFormat;
  /** Whether manifests of other deployments may change, too. */
  readonly all: boolean;
}

/**
 * Changes the number of pods of a role in the spec, and synthesizes. The cluster is not changed: `llmd deploy` or Argo
 * CD applies the change. If the rules refuse the number, or another deployment would change and `--all` is not given,
 * the spec is unchanged.
 *
 * @returns the exit code: the synth's, or 2 for a mistake in the command line
 */
export function runScale(
  deployment: string, role: string, replicas: string, { all, output }: ScaleOptions,
): number {
  // Ctrl-C ends the app, which is in the same group of processes; the spec is then put back.
  const onInterrupt = (): void => {};
  process.on('SIGINT', onInterrupt);
  try {
    if (role !== 'prefill' && role !== 'decode')
      throw new CommandLineMistake(`the role must be prefill or decode, got '${role}'`);
    const number = wholeNumber('the number of pods', replicas, 0);
    const app = appToRun();
    const { file, line, before, after, text } = replicasEdit(app.file, deployment, role, number);
    const { changed, code } = edited(file, text, () => {
      const changed = filesToChange(app);
      // An app may write all deployments to one file, which has another name.
      const isOfOne = changed.some(name => deploymentOf(name) === deployment);
      const others = changed.filter(name => deploymentOf(name) !== deployment);
      if (isOfOne && others.length > 0 && !all) throw new CommandLineMistake(othersText(file, others));
      return { changed, code: runSynth('text', { output: output === 'json' ? 'ignore' : 'inherit' }) };
    });
    const change = { ok: code === 0, deployment, role, file, line, before, after, changed };
    if (output === 'json') printJson(change);
    else if (code === 0)
      printLine(
        `${file}:${line}: ${role} has ${number} ${replicasNoun(deployment, role, number)}${
          before === '' ? '' : ` instead of ${before}`}; `
          + `synthesized, changed: ${changed.join(', ') || 'no manifest'}. Next: review the change, then run `
          + [...new Set([deployment, ...changed.map(deploymentOf)])].map(name => `\`llmd deploy ${name}\``)
            .join(' and '),
      );
    else printError(`✖ the synth failed with ${number} ${role} pods; ${file} is unchanged`);
    return code;
  } catch (error) {
    return failure(error, output);
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}

/** What a replica is in the file that was synthesized; a pod where the file is not known. */
function replicasNoun(deployment: string, role: Role, number: number): string {
  const noun = number === 1 ? 'pod' : 'pods';
  try {
    const part = readDistFile(deployment).deployment.roles[role];
    const pods = part === undefined ? 1 : podsOfReplica(part);
    return pods === 1 ? noun : `${number === 1 ? 'group' : 'groups'} of ${pods} pods`;
  } catch (error) {
    // An app may write another file.
    if (error instanceof CommandLineMistake) return noun;
    throw error;
  }
}

/** Writes a text into a file for as long as it takes to try it; it stays if the exit code is 0. */
function edited<T extends { readonly code: number }>(file: string, text: string, attempt: () => T): T {
  const original = readFileSync(file, 'utf8');
  let isKept = false;
  try {
    writeFileSync(file, text);
    const result = attempt();
    isKept = result.code === 0;
    return result;
  } finally {
    if (!isKept) writeFileSync(file, original);
  }
}

function deploymentOf(name: string): string {
  return name.replace(/(\.k8s)?\.yaml$/, '');
}

function othersText(file: string, others: readonly string[]): string {
  return `the manifests of other deployments would change, too: ${others.join(', ')}. Nothing was changed. Their specs `
    + `use this one's, or they are not up to date. Fix: give them numbers of their own in ${file}, run `
    + '`npx cdk8s synth` first, or use --all';
}

interface RunnableApp {
  readonly app: string;
  readonly output: string;
  /** The file that the app's command runs. */
  readonly file: string;
}

function appToRun(): RunnableApp {
  const app = readApp();
  if (typeof app === 'string') throw new CommandLineMistake(app);
  const file = app.app.split(/\s+/).reverse().find(word => word.endsWith('.ts'));
  if (file === undefined) throw new CommandLineMistake(`cdk8s.yaml: \`app\` runs no TypeScript file: '${app.app}'`);
  return { ...app, file };
}
