import type { SpecSource } from '../language/source-location';
import { Finding, formatFinding, sortFindings } from '../language/finding';
import { githubReport } from './github';
import { sarifReport } from './sarif';

/** A form in which findings are printed. */
export type ReportFormat = (typeof reportFormats)[number];

/** All of them: for readers, for programs, for annotations of a pull request, for code scanning. */
export const reportFormats = ['text', 'json', 'github', 'sarif'] as const;

/** What a form needs to know beside the findings. */
export interface ReportContext {
  /** Whether colours are shown: the stream is a terminal. @default false */
  readonly colour?: boolean;
  /** The files in which deployments are written, for the line of a finding. @default - none: findings have no place */
  readonly sources?: readonly SpecSource[];
}

/** All findings in one form, errors first; empty text where there is nothing to say. */
export function report(format: ReportFormat, findings: readonly Finding[], context: ReportContext = {}): string {
  return forms[format](sortFindings(findings), context);
}

const forms: Readonly<Record<ReportFormat, (findings: readonly Finding[], context: ReportContext) => string>> = {
  text: (findings, { colour = false }) =>
    lines(findings.map(finding => `${severity(finding, colour)} ${formatFinding(finding)}`)),
  json: findings => `${JSON.stringify({ findings }, undefined, 2)}\n`,
  github: (findings, { sources = [] }) => lines(githubReport(findings, sources)),
  sarif: (findings, { sources = [] }) => `${JSON.stringify(sarifReport(findings, sources), undefined, 2)}\n`,
};

const colours = { error: '\u001b[31m', warning: '\u001b[33m' } as const;
const RESET = '\u001b[0m';

function severity({ severity }: Finding, colour: boolean): string {
  return colour ? `${colours[severity]}${severity}${RESET}` : severity;
}

function lines(all: readonly string[]): string {
  return all.map(line => `${line}\n`).join('');
}
