import { lstatSync, readdirSync, rmdirSync, symlinkSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, resolve } from 'node:path';
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
}

/**
 * `cdk8s synth` empties its output folder before it runs the app. A name that ends in `.staging` (`output:
 * dist.staging` in cdk8s.yaml) stands for the folder without that ending, which the CLI does not know and so leaves
 * alone.
 *
 * `cdk8s synth --stdout` has the app write to a temporary folder and then joins the files without a separator between
 * them, so that the last object of one and the first of the next become one. There everything goes into one file.
 */
export function destination(outdir: string): Destination {
  if (outdir.endsWith(STAGING) && basename(outdir) !== STAGING)
    return { folder: outdir.slice(0, -STAGING.length), oneFile: false, link: outdir };
  return { folder: outdir, oneFile: isForStdout(outdir) };
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

/** Frees the name of the link. A folder or a file of that name is somebody's work, unless it is an empty folder. */
export function unlink({ link }: Destination): void {
  const found = link === undefined ? undefined : lstatSync(link, { throwIfNoEntry: false });
  if (link === undefined || found === undefined) return;
  if (found.isSymbolicLink()) unlinkSync(link);
  else if (found.isDirectory() && readdirSync(link).length === 0) rmdirSync(link);
  else throw new OutputFolderError(`${basename(link)} is in the way of a link to the output folder`, 'remove it');
}

/**
 * Makes the folder visible where the CLI looks for it; the CLI removes the link, and only that, before its next run.
 */
export function linkTo({ folder, link }: Destination): void {
  if (link === undefined) return;
  // A junction needs no privilege on Windows, but an absolute path.
  symlinkSync(process.platform === 'win32' ? resolve(folder) : basename(folder), link, 'junction');
}

function isForStdout(outdir: string): boolean {
  return (
    outdir === process.env.CDK8S_OUTDIR
    && dirname(resolve(outdir)) === resolve(tmpdir())
    && basename(outdir).startsWith('cdk8s-')
  );
}
