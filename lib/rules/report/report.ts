import type { Finding } from '../language/finding';
import { sortFindings } from '../language/finding';
import type { LocatedFinding } from '../language/source-place';
import { githubReport } from './github';
import { joined, placesText } from './joined';
import { sarifReport } from './sarif';

/** A form in which findings are printed. */
export type ReportFormat = (typeof reportFormats)[number];

/** All of them: for readers, for programs, for annotations of a pull request, for code scanning. */
export const reportFormats = ['text', 'json', 'github', 'sarif'] as const;

/** What a form needs to know beside the findings. */
export interface ReportContext {
  /** Whether colours are shown: the stream is a terminal. @default false */
  readonly colour?: boolean;
  /**
   * The folder of the project within its repository, for the forms that are shown beside a repository.
   *
   * @default - the project is the repository
   */
  readonly folder?: string;
}

/** All findings in one form, errors first and advice last; empty text where there is nothing to say. */
export function report(format: ReportFormat, findings: readonly LocatedFinding[], context: ReportContext = {}): string {
  return forms[format](sortFindings(findings), context);
}

const forms: Readonly<Record<ReportFormat, (findings: readonly LocatedFinding[], context: ReportContext) => string>> = {
  text: (findings, { colour = false }) => lines(joined(findings).map((finding) => {
    const { cause, fix, rule, source } = finding;
    return `${severity(finding, colour)} [${placesText(finding)}] ${rule}: ${cause}. Fix: ${fix}. Source: ${source}`;
  })),
  json: findings => `${JSON.stringify({ findings }, undefined, 2)}\n`,
  github: (findings, context) => lines(githubReport(inRepository(findings, context))),
  sarif: (findings, context) => `${JSON.stringify(sarifReport(inRepository(findings, context)), undefined, 2)}\n`,
};

function inRepository(
  findings: readonly LocatedFinding[], { folder = '' }: ReportContext,
): readonly LocatedFinding[] {
  return folder === ''
    ? findings
    : findings.map(finding => finding.file === undefined ? finding : { ...finding, file: `${folder}/${finding.file}` });
}

const colours = { error: '\u001b[31m', warning: '\u001b[33m' } as const;
const RESET = '\u001b[0m';

function severity({ severity }: Finding, colour: boolean): string {
  return colour ? `${colours[severity]}${severity}${RESET}` : severity;
}

function lines(all: readonly string[]): string {
  return all.map(line => `${line}\n`).join('');
}
