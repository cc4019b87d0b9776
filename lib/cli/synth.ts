import { Command, Option } from 'commander';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { LocatedFinding } from '../rules/language/source-place';
import { report, type ReportFormat, reportFormats } from '../rules/report/report';
import { destination } from '../synth/destination';
import { folderInRepository } from '../synth/finding-report';
import { appFailure } from './app-failure';
import { type AppOutput, type AppRun, runApp } from './app-run';
import { printError } from './console';
import { examples } from './examples';
import { OutputFormat, outputOption } from './output';
import { staleFindings } from './stale-output';
import { trialSynth } from './trial-synth';

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
    .option('--check', 'write nothing, and end with exit code 1 where the output folder is not up to date')
    .addOption(outputOption())
    .addHelpText('after', examples('llmd synth', 'llmd synth --check --strict --format github'))
    .action(({ format, output, ...options }: SynthCommandOptions) => {
      process.exitCode = runSynth(output === 'json' ? output : format, options);
    });
}

interface SynthCommandOptions extends Pick<SynthOptions, 'check' | 'strict'> {
  readonly format: ReportFormat;
  /** `json` is short for `--format json`. */
  readonly output: OutputFormat;
}

/** How a synth is run. */
export interface SynthOptions {
  /** Whether what the app prints is shown. @default 'inherit' */
  readonly output?: AppOutput;
  /** Whether warnings end it with exit code 1. @default false */
  readonly strict?: boolean;
  /** Whether the app writes to a temporary folder, which is compared with its own. @default false */
  readonly check?: boolean;
}

/**
 * Runs the app of `cdk8s.yaml`, and reports its findings in a format. In a format for programs nothing else is on
 * standard output: what the app prints is on standard error, and an app that ends before its synth is a finding. The
 * exit code is that of the app, or 2 if `cdk8s.yaml` has none.
 */
export function runSynth(format: ReportFormat, options: SynthOptions = {}): number {
  const config = readApp();
  if (typeof config === 'string') {
    printError(config);
    return 2;
  }
  const { app, output } = config;
  const { check = false, output: show = 'inherit' } = options;
  if (!check) return reported(runApp({ app, output, format, show }), app, format, options);
  return trialSynth(app, { format, show }, (run, folder) =>
    reported(run, app, format, options, run.status === 0 ? staleFindings(destination(output).folder, folder) : []));
}

/**
 * The files of the output folder that a synth would change, by name. Nothing is written, and nothing is shown; of an
 * app that fails there are none.
 */
export function filesToChange({ app, output }: { readonly app: string; readonly output: string }): readonly string[] {
  return trialSynth(app, {}, ({ status }, folder) =>
    status === 0 ? staleFindings(destination(output).folder, folder).map(({ field }) => field) : []);
}

/** Prints what came of an app, and returns the exit code. */
function reported(
  { findings, problem, said, status }: AppRun,
  app: string,
  format: ReportFormat,
  { output = 'inherit', strict = false }: SynthOptions,
  stale: readonly LocatedFinding[] = [],
): number {
  if (problem !== undefined) printError(problem);
  const isRefused = findings.some(({ severity }) => severity === 'error');
  const failure = status === 0 || isRefused ? [] : [appFailure(app, status, problem ?? said)];
  if (format !== 'text' && output === 'inherit')
    process.stdout.write(report(format, [...findings, ...stale, ...failure], { folder: folderInRepository() }));
  else if (stale.length > 0) process.stderr.write(report('text', stale));
  const isWarned = findings.some(({ severity }) => severity === 'warning');
  if (status !== 0) return status;
  if (strict && isWarned && format === 'text') printError('warnings are errors with --strict');
  return stale.length > 0 || (strict && isWarned) ? 1 : 0;
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
