import { copyFileSync, mkdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { OutputFolderError } from './folder-contents';
import { stagingName } from './crash-recovery';

/** What is to change in a folder, by names of files. */
export interface Changes {
  /** Files that are new or have another content. */
  readonly written: readonly string[];
  /** Files that are no longer there. */
  readonly deleted: readonly string[];
}

/**
 * Brings the files of one folder to another that cannot be replaced as a whole, file by file. No file is ever missing
 * or half written: each is put in the place of the old one in one step, and what is no longer needed goes last. But
 * killed in between, the folder holds files of both synths, until the next one finishes it.
 */
export function replaceInPlace(from: string, to: string, { written, deleted }: Changes): void {
  let done = 0;
  try {
    for (const name of written) {
      put(join(from, name), join(to, name));
      done++;
    }
    for (const name of deleted) rmSync(join(to, name), { force: true });
    removeEmpty(to, deleted);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || done === 0) throw error;
    throw new OutputFolderError(
      `the output folder is a mount point, or this system cannot replace a folder in one step, and file ${done + 1} `
      + `of ${written.length} could not be written (${code})`,
      'correct that and synthesize again, which brings the rest up to date',
      `${done} of ${written.length} files were written to ${to}, the others are of the synth before`,
    );
  }
}

/** By a copy beside it: the two folders may be of different file systems. */
function put(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  const staged = join(dirname(target), stagingName(basename(target), process.pid));
  try {
    copyFileSync(source, staged);
    renameSync(staged, target);
  } catch (error) {
    rmSync(staged, { force: true });
    throw error;
  }
}

/** Removes the folders that the deleted files were in, where nothing else is. */
function removeEmpty(folder: string, deleted: readonly string[]): void {
  const folders = new Set(deleted.map(name => dirname(name)).filter(name => name !== '.'));
  for (const name of [...folders].sort().reverse()) {
    try {
      rmdirSync(join(folder, name));
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}
