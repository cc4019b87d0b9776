import { existsSync, lstatSync, readdirSync, readlinkSync, rmdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { OutputFolderError } from './folder-contents';

const STAGING = '.staging';

/** Where an app writes, given where it was told to. */
export interface Destination {
  /** The folder that is replaced. */
  readonly folder: string;
  /** Whether everything goes into one file. */
  readonly oneFile: boolean;
  /** A name under which the folder must be found afterwards. */
  readonly link?: string;
  /** Whether Helm reads the files as templates. */
  readonly isHelmChart?: boolean;
}

/**
 * `cdk8s synth` empties its output folder before it runs the app. A name that ends in `.staging` (`output:
 * dist.staging` in cdk8s.yaml) stands for the folder without that ending, which the CLI does not know and so leaves
 * alone.
 *
 * `cdk8s synth --stdout` has the app write to a temporary folder and then joins the files without a separator between
 * them, so that the last object of one and the first of the next become one. There everything goes into one file.
 *
 * `cdk8s synth --format helm` makes a chart around the app's files, which Helm reads as templates.
 */
export function destination(outdir: string): Destination {
  if (outdir.endsWith(STAGING) && basename(outdir) !== STAGING)
    return { folder: outdir.slice(0, -STAGING.length), oneFile: false, link: outdir };
  return { folder: outdir, oneFile: isForStdout(outdir), isHelmChart: isTemplateFolder(outdir) };
}

/**
 * The environment variable with which an app writes nothing but its output folder, CDK8S_OUTDIR: `llmd deploy` sets it
 * to compare what an app makes with what is there. An app with a folder of its own, as that of `argoCd`, checks and
 * writes nothing.
 */
export const ONLY_OUTPUT_VARIABLE = 'CDK8S_LLM_D_ONLY_OUTPUT';

/** Whether an app writes what it makes. */
export function isWritten(outdir: string): boolean {
  return process.env[ONLY_OUTPUT_VARIABLE] !== 'true' || outdir === process.env.CDK8S_OUTDIR;
}

/**
 * Makes the folder visible where the CLI looks for it; the CLI removes the link, and only that, before its next run. A
 * folder or a file of that name is somebody's work, unless it is an empty folder. It is called before the folder is
 * replaced, so that what is in the way of the link is found while nothing is written.
 *
 * @returns what takes the link away again
 */
export function linkTo({ folder, link }: Destination): () => void {
  if (link === undefined) return () => undefined;
  // A junction needs no privilege on Windows, but an absolute path.
  const target = process.platform === 'win32' ? resolve(folder) : basename(folder);
  if (!isLinkTo(target, link)) {
    free(link);
    try {
      symlinkSync(target, link, 'junction');
    } catch (error) {
      // Another run has made the same link.
      if (!isLinkTo(target, link)) throw error;
    }
  }
  return () => rmSync(link, { force: true });
}

function isLinkTo(target: string, link: string): boolean {
  return lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() === true && readlinkSync(link) === target;
}

function free(link: string): void {
  const found = lstatSync(link, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (found.isSymbolicLink()) rmSync(link, { force: true });
  else if (found.isDirectory() && readdirSync(link).length === 0) rmdirSync(link);
  else throw new OutputFolderError(`${basename(link)} is in the way of a link to the output folder`, 'remove it');
}

function isForStdout(outdir: string): boolean {
  return (
    outdir === process.env.CDK8S_OUTDIR
    && dirname(resolve(outdir)) === resolve(tmpdir())
    && basename(outdir).startsWith('cdk8s-')
  );
}

/** The CLI has written the rest of the chart by then. */
function isTemplateFolder(outdir: string): boolean {
  return (
    outdir === process.env.CDK8S_OUTDIR
    && basename(outdir) === 'templates'
    && existsSync(join(dirname(outdir), 'Chart.yaml'))
  );
}
