import { Command } from 'commander';
import { readFileSync, writeFileSync } from 'node:fs';
import { readApp, runSynth } from './synth';
import { printError, printJson, printLine } from './console';
import { CommandLineMistake, wholeNumber } from './dist-file';
import { failure } from './failure';
import { OutputFormat, outputOption } from './output';
import { replicasEdit } from './spec-source';
import { examples } from './examples';

/** `llmd scale`. */
export function scaleCommand(): Command {
  return new Command('scale').arguments('<deployment> <role> <pods>')
    .description('changes the number of pods of a role in the spec and synthesizes; the cluster is not changed')
    .addOption(outputOption())
    .addHelpText('after', examples('llmd scale llm-d-llama31 decode 12'))
    .action((deployment: string, role: string, pods: string, { output }: { output: OutputFormat }) => {
      process.exitCode = runScale(deployment, role, pods, output);
    });
}

/**
 * Changes the number of pods of a role in the spec, and synthesizes. The cluster is not changed: `llmd deploy` or Argo
 * CD applies the change. If the rules refuse the number, the spec is unchanged.
 *
 * @returns the exit code: the synth's, or 2 for a mistake in the command line
 */
export function runScale(deployment: string, role: string, replicas: string, output: OutputFormat): number {
  try {
    if (role !== 'prefill' && role !== 'decode')
      throw new CommandLineMistake(`the role must be prefill or decode, got '${role}'`);
    const number = wholeNumber('the number of pods', replicas, 0);
    const { file, line, before, after, text } = replicasEdit(appFile(), deployment, role, number);
    const original = readFileSync(file, 'utf8');
    writeFileSync(file, text);
    const code = runSynth('text', { output: output === 'json' ? 'ignore' : 'inherit' });
    if (code !== 0) writeFileSync(file, original);
    const change = { ok: code === 0, deployment, role, file, line, before, after };
    if (output === 'json') printJson(change);
    else if (code === 0)
      printLine(
        `${file}:${line}: ${role} has ${number} pods${before === '' ? '' : ` instead of ${before}`}; `
        + `synthesized. Next: review the change, then run \`llmd deploy ${deployment}\``,
      );
    else printError(`✖ the synth failed with ${number} ${role} pods; ${file} is unchanged`);
    return code;
  } catch (error) {
    return failure(error, output);
  }
}

/** The file that the app's command runs. */
function appFile(): string {
  const app = readApp();
  const file = typeof app === 'string' ? undefined : app.app.split(/\s+/).reverse().find(word => word.endsWith('.ts'));
  if (file === undefined)
    throw new CommandLineMistake(
      typeof app === 'string' ? app : `cdk8s.yaml: \`app\` runs no TypeScript file: '${app.app}'`,
    );
  return file;
}
