import { Command, Option } from 'commander';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { reportFormats } from '../rules/report/report';
import { FORMAT_VARIABLE } from '../synth/finding-report';
import { examples } from './examples';

/** `llmd synth`. */
export function synthCommand(): Command {
  return new Command('synth')
    .description('runs the app of cdk8s.yaml as `cdk8s synth` does, and prints the findings in the chosen format')
    .addOption(
      new Option(
        '--format <format>',
        'text, JSON for programs, annotations of a pull request on GitHub, or SARIF for code scanning',
      )
        .choices(reportFormats)
        .default('text'),
    )
    .addHelpText('after', examples('llmd synth', 'llmd synth --format github'))
    .action(({ format }: { format: string }) => {
      process.exitCode = runSynth(format);
    });
}

/**
 * Runs the app of `cdk8s.yaml`, which reports its findings in a format. The exit code is that of the app, or 2 if
 * `cdk8s.yaml` has none.
 */
export function runSynth(format: string, stdio: 'inherit' | 'ignore' = 'inherit'): number {
  const config = readApp();
  if (typeof config === 'string') {
    console.error(config);
    return 2;
  }
  const { status, signal, error } = spawnSync(config.app, {
    shell: true, stdio, env: { ...process.env, CDK8S_OUTDIR: config.output, [FORMAT_VARIABLE]: format },
  });
  if (error) console.error(`'${config.app}' could not be started: ${error.message}`);
  else if (signal) console.error(`'${config.app}' was killed by ${signal}`);
  return status ?? 1;
}

/** The command that `cdk8s synth` runs and its output folder, or what is wrong with `cdk8s.yaml`. */
export function readApp(): { readonly app: string; readonly output: string } | string {
  try {
    const { app, output } = (parse(readFileSync('cdk8s.yaml', 'utf8')) ?? {}) as {
      readonly app?: unknown;
      readonly output?: unknown;
    };
    if (typeof app !== 'string')
      return `cdk8s.yaml: \`app\` must be the command that runs the app, got ${JSON.stringify(app)}`;
    return { app, output: typeof output === 'string' ? output : 'dist' };
  } catch (error) {
    return (
      `cdk8s.yaml cannot be read: ${(error as Error).message.split('\n')[0]}. Fix: run llmd in the folder of `
      + 'the project'
    );
  }
}
