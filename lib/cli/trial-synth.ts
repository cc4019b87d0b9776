import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReportFormat } from '../rules/report/report';
import { type AppOutput, type AppRun, runApp } from './app-run';

/** How much of a trial is shown. */
export interface TrialSynthOptions {
  /** @default 'text' */
  readonly format?: ReportFormat;
  /** @default 'ignore' */
  readonly show?: AppOutput;
}

/**
 * Runs the command of an app, which writes into a temporary folder and nowhere else, and has what it wrote judged
 * before the folder is taken away.
 */
export function trialSynth<T>(
  app: string, { format = 'text', show = 'ignore' }: TrialSynthOptions, judge: (run: AppRun, folder: string) => T,
): T {
  const temporary = mkdtempSync(join(tmpdir(), 'llmd-trial-'));
  try {
    const output = join(temporary, 'dist');
    return judge(runApp({ app, output, format, show, onlyOutput: true }), output);
  } finally {
    rmSync(temporary, { recursive: true });
  }
}
