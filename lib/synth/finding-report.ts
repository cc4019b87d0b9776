import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import { Finding } from '../rules/language/finding';
import { report, ReportFormat, reportFormats } from '../rules/report/report';
import { located } from './source/locate';

/**
 * The environment variable that names the form in which a synth reports its findings; `llmd synth --format` sets it.
 */
export const FORMAT_VARIABLE = 'CDK8S_LLM_D_FORMAT';

/**
 * The environment variable that names a file to which a synth adds its findings, each synth a line of JSON: what a
 * program prints beside them cannot be mistaken for them. `llmd synth` sets it, and prints them itself.
 */
export const FINDINGS_VARIABLE = 'CDK8S_LLM_D_FINDINGS';

/**
 * Shows the findings of a synth. As text they go to standard error, in colours only on a terminal and without NO_COLOR
 * (https://no-color.org); in the forms for programs to standard output, also when there are none.
 *
 * @param heading a line before them, in the text form
 */
export function reportFindings(findings: readonly Finding[], heading?: string): void {
  const format = chosenFormat();
  const file = process.env[FINDINGS_VARIABLE] ?? '';
  const placed = format === 'text' ? findings : located(findings);
  if (file !== '') appendFileSync(file, `${JSON.stringify(placed)}\n`);
  if (format !== 'text') {
    if (file === '') process.stdout.write(report(format, placed, { folder: folderInRepository() }));
    return;
  }
  if (heading !== undefined) console.error(heading);
  process.stderr.write(report('text', findings, { colour: process.stderr.isTTY && !process.env.NO_COLOR }));
}

/**
 * The form that the environment asks for. One that does not exist is said, fails the process, and the findings are
 * shown as text.
 */
function chosenFormat(): ReportFormat {
  const format = process.env[FORMAT_VARIABLE] || 'text';
  if (isFormat(format)) return format;
  console.error(`${FORMAT_VARIABLE} must be one of ${reportFormats.join(', ')}, got '${format}'`);
  process.exitCode = 1;
  return 'text';
}

function isFormat(text: string): text is ReportFormat {
  return reportFormats.includes(text as ReportFormat);
}

/** The folder of the project in the checkout of a GitHub workflow; empty where it is the checkout, or there is none. */
export function folderInRepository(): string {
  const root = process.env.GITHUB_WORKSPACE || process.cwd();
  const folder = relative(root, process.cwd()).replaceAll('\\', '/');
  return folder.startsWith('..') ? '' : folder;
}
