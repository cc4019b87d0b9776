import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What cdk8s writes beside manifests when `validations` are configured. */
export const METADATA_FILE = 'construct-metadata.json';

/**
 * The files of an output folder, with the folders they are in. Anything in it that a synth does not write is an error:
 * replacing the folder would delete it.
 */
export function ownFiles(folder: string, extension: string): string[] {
  if (!lstatSync(folder).isDirectory()) {
    throw new OutputFolderError(
      'the output folder must be a folder, not a file or a link, to be replaced as a whole',
      'remove it, or name another output folder',
    );
  }
  return walk(folder, '', extension);
}

/** Why an output folder cannot be written. */
export class OutputFolderError extends Error {
  /** @param fix what to do about it */
  constructor(message: string, public readonly fix: string) {
    super(message);
  }
}

function walk(folder: string, within: string, extension: string): string[] {
  return readdirSync(join(folder, within), { withFileTypes: true }).flatMap((entry) => {
    const name = within === '' ? entry.name : `${within}/${entry.name}`;
    if (entry.isDirectory()) return walk(folder, name, extension);
    if (entry.isFile() && (name.endsWith(extension) || name === METADATA_FILE)) return [name];
    throw new OutputFolderError(
      `the output folder holds ${name}, which a synth did not write and would delete`,
      'move it elsewhere, or name another output folder',
    );
  });
}
