import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isStagingName } from './crash-recovery';
import { isOthersFile } from './others-files';
import { recordIn } from './last-synth';

/** What cdk8s writes beside manifests when `validations` are configured. */
export const METADATA_FILE = 'construct-metadata.json';

/** What an output folder holds, by names with the folders they are in. */
export interface FolderContents {
  /** Files of a synth, which the next one replaces. */
  readonly own: readonly string[];
  /** Files and folders of systems and editors, which stay. */
  readonly others: readonly string[];
}

/**
 * What an output folder holds. Anything in it that neither a synth writes nor a system or an editor is an error:
 * replacing the folder would delete it.
 */
export function folderContents(folder: string, extension: string): FolderContents {
  if (!lstatSync(folder).isDirectory()) {
    throw new OutputFolderError(
      'the output folder must be a folder, not a file or a link, to be replaced as a whole',
      'remove it, or name another output folder',
    );
  }
  const found = walk(folder, '', extension);
  return {
    own: found.filter(({ isOwn }) => isOwn).map(({ name }) => name),
    others: found.filter(({ isOwn }) => !isOwn).map(({ name }) => name),
  };
}

/** Why an output folder cannot be written. */
export class OutputFolderError extends Error {
  /**
   * @param fix what to do about it
   * @param outcome what was written nevertheless; nothing where it is absent
   */
  constructor(message: string, public readonly fix: string, public readonly outcome?: string) {
    super(message);
  }
}

function walk(folder: string, within: string, extension: string): { readonly name: string; readonly isOwn: boolean }[] {
  return readdirSync(join(folder, within), { withFileTypes: true }).flatMap((entry) => {
    const name = within === '' ? entry.name : `${within}/${entry.name}`;
    // Of this run, or of another that is under way.
    if (isStagingName(entry.name)) return [];
    if (isOthersFile(entry.name)) return [{ name, isOwn: false }];
    if (entry.isDirectory()) return walk(folder, name, extension);
    if (entry.isFile() && isOfASynth(join(folder, name), extension)) return [{ name, isOwn: true }];
    throw unknown(name, entry.isFile(), extension);
  });
}

/** A file with another end of its name was written by a synth if it has a record: the extension has changed since. */
function isOfASynth(path: string, extension: string): boolean {
  if (path.endsWith(extension) || basename(path) === METADATA_FILE) return true;
  return isManifest(path) && recordIn(readFileSync(path, 'utf8')) !== undefined;
}

function isManifest(path: string): boolean {
  return /\.ya?ml$/.test(path);
}

function unknown(name: string, isFile: boolean, extension: string): OutputFolderError {
  if (isFile && isManifest(name)) {
    return new OutputFolderError(
      `the output folder holds ${name}, which does not end in ${extension}: a synth with another `
      + 'outputFileExtension wrote it, or somebody did, and this synth would delete it',
      'remove it if a synth wrote it, or else move it elsewhere',
    );
  }
  return new OutputFolderError(
    `the output folder holds ${name}, which a synth did not write and would delete`,
    'move it elsewhere, or name another output folder',
  );
}
