import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocatedFinding } from '../rules/language/source-place';
import type { ReportFormat } from '../rules/report/report';
import { ONLY_OUTPUT_VARIABLE } from '../synth/destination';
import { FINDINGS_VARIABLE, FORMAT_VARIABLE } from '../synth/finding-report';

/** Where what an app prints goes: to the terminal, or nowhere. */
export type AppOutput = 'inherit' | 'ignore';

/** What came of an app. */
export interface AppRun {
  /** Its exit code; 1 where it was killed or could not be started. */
  readonly status: number;
  /** The findings of all its synths. */
  readonly findings: readonly LocatedFinding[];
  /** What it said on standard error, in a format for programs. */
  readonly said: string;
  /** Why it has no exit code of its own. */
  readonly problem?: string;
}

/**
 * Runs the command of an app. Its findings come back by a file, since standard output is the app's own: as text it goes
 * where ours does, in a format for programs to standard error.
 */
export function runApp(
  { app, format, onlyOutput = false, output, show }: {
    readonly app: string; readonly output: string; readonly format: ReportFormat; readonly show: AppOutput;
    /** Whether the app writes nothing but its output folder. @default false */
    readonly onlyOutput?: boolean;
  },
): AppRun {
  const folder = mkdtempSync(join(tmpdir(), 'llmd-synth-'));
  const file = join(folder, 'findings');
  try {
    const stdio = format === 'text' || show === 'ignore' ? show : ['inherit', process.stderr.fd, 'pipe'] as const;
    const { error, signal, status, stderr } = spawnSync(app, {
      shell: true, stdio: typeof stdio === 'string' ? stdio : [...stdio], encoding: 'utf8', maxBuffer: Infinity,
      env: {
        ...process.env, CDK8S_OUTDIR: output, [FORMAT_VARIABLE]: format, [FINDINGS_VARIABLE]: file,
        ...(onlyOutput && { [ONLY_OUTPUT_VARIABLE]: 'true' }),
      },
    });
    const said = (stderr as string | null) ?? '';
    process.stderr.write(said);
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(line => line !== '') : [];
    return {
      status: status ?? 1,
      findings: lines.flatMap(line => JSON.parse(line) as LocatedFinding[]),
      said,
      ...(error && { problem: `'${app}' could not be started: ${error.message}` }),
      ...(!error && signal && { problem: `'${app}' was killed by ${signal}` }),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
