import { existsSync } from 'node:fs';
import { folderSource } from '../review/sources/folder';
import { gitSource } from '../review/sources/git';
import { Source, UnreadableSource } from '../review/sources/source';
import { CommandLineMistake } from './input-file';

/** What a comparison is between. */
export interface DiffSources {
  readonly before: Source;
  readonly after: Source;
  /** The program that asked, where its own protocol decides on the exit code. */
  readonly caller: 'user' | 'git' | 'kubectl';
}

/**
 * The two sides of `llmd diff`: folders, files or commits,
   as they are named; one name alone is compared with the folder
 * of the manifests. What git and kubectl call with is recognized by its form.
 *
 * @throws CommandLineMistake for what is none of these
 */
export function diffSources(names: readonly string[], folder: string): DiffSources {
  try {
    const git = ofGit(names);
    if (git !== undefined) return git;
    if (names.length > 2) {
      throw new CommandLineMistake(`llmd diff takes two sides at most, got ${names.length}: ${names.join(' ')}`);
    }
    const [base = 'HEAD', head = folder] = names;
    const caller = names.length === 2 && names.every(isOfKubectl) ? 'kubectl' : 'user';
    return { before: side(base, folder), after: side(head, folder), caller };
  } catch (error) {
    throw error instanceof UnreadableSource ? new CommandLineMistake(error.message) : error;
  }
}

/** A folder, a file, or else a commit. */
function side(name: string, folder: string): Source {
  return existsSync(name) || /\.ya?ml$/.test(name) || name === folder ? folderSource(name) : gitSource(name, folder);
}

/**
 * What git calls an external diff with: path, old file, hash and mode, new file, hash and mode; a file that was renamed
 * has its new name and a text after them (git 2.47 Documentation/git.txt, GIT_EXTERNAL_DIFF).
 */
function ofGit(names: readonly string[]): DiffSources | undefined {
  if (names.length !== 7 && names.length !== 9) return undefined;
  const [path, oldFile, , , newFile] = names as [string, string, string, string, string];
  const one = (file: string): Source => ({
    name: file,
    files: file === '/dev/null' ? [] : folderSource(file).files.map(found => ({ ...found, path, shown: path })),
  });
  return { before: one(oldFile), after: one(newFile), caller: 'git' };
}

function isOfKubectl(name: string): boolean {
  return /(^|\/)(LIVE|MERGED)-\d+\/?$/.test(name);
}
