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
    .description('runs the app of cdk8s.yaml as `cdk8s synth` does, and shows the findings in the form that is asked for')
    .addOption(new Option('--format <format>', 'for a reader, for programs, as annotations of a pull request, for code scanning')
      .choices(reportFormats).default('text'))
    .addHelpText('after', examples('llmd synth', 'llmd synth --format github'))
    .action(({ format }: { format: string }) => {
      process.exitCode = runSynth(format);
    });
}

/** Runs the app of `cdk8s.yaml` and lets it report its findings in a form. The exit code is the app's; 2 where there is no app to run. */
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
  else if (signal) console.error(`'${config.app}' was ended by ${signal}`);
  return status ?? 1;
}

/** What `cdk8s synth` would run and where it would write, or what is wrong with its configuration. */
export function readApp(): { readonly app: string; readonly output: string } | string {
  try {
    const { app, output } = (parse(readFileSync('cdk8s.yaml', 'utf8')) ?? {}) as { readonly app?: unknown; readonly output?: unknown };
    if (typeof app !== 'string') return `cdk8s.yaml: \`app\` must be the command that runs the app, got ${JSON.stringify(app)}`;
    return { app, output: typeof output === 'string' ? output : 'dist' };
  } catch (error) {
    return `cdk8s.yaml cannot be read: ${(error as Error).message.split('\n')[0]}. Run llmd in the folder of the project`;
  }
}
