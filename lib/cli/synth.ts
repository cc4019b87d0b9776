import { printError } from './console';
import { Command, Option } from 'commander';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { report, type ReportFormat, reportFormats } from '../rules/report/report';
import { folderInRepository } from '../synth/finding-report';
import { appFailure } from './app-failure';
import { type AppOutput, runApp } from './app-run';
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
    .option('--strict', 'end with exit code 1 where there are warnings, too')
    .addHelpText('after', examples('llmd synth', 'llmd synth --format github', 'llmd synth --strict'))
    .action(({ format, strict = false }: { format: ReportFormat; strict?: boolean }) => {
      process.exitCode = runSynth(format, { strict });
    });
}

/** How a synth is run. */
export interface SynthOptions {
  /** Whether what the app prints is shown. @default 'inherit' */
  readonly output?: AppOutput;
  /** Whether warnings end it with exit code 1. @default false */
  readonly strict?: boolean;
}

/**
 * Runs the app of `cdk8s.yaml`, and reports its findings in a format. In a format for programs nothing else is on
 * standard output: what the app prints is on standard error, and an app that ends before its synth is a finding. The
 * exit code is that of the app, or 2 if `cdk8s.yaml` has none.
 */
export function runSynth(format: ReportFormat, { output = 'inherit', strict = false }: SynthOptions = {}): number {
  const config = readApp();
  if (typeof config === 'string') {
    printError(config);
    return 2;
  }
  const { findings, problem, said, status } = runApp({ ...config, format, show: output });
  if (problem !== undefined) printError(problem);
  const isRefused = findings.some(({ severity }) => severity === 'error');
  const all = status === 0 || isRefused ? findings : [...findings, appFailure(config.app, status, problem ?? said)];
  if (format !== 'text' && output === 'inherit')
    process.stdout.write(report(format, all, { folder: folderInRepository() }));
  const isWarned = findings.some(({ severity }) => severity === 'warning');
  if (status !== 0 || !strict || !isWarned) return status;
  if (format === 'text') printError('warnings are errors with --strict');
  return 1;
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
