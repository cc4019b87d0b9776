import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A wrong argument, option or file. The message says which values are possible. */
export class CommandLineMistake extends Error {}

/**
 * Reads a text file that the user named. Its size is looked at first: a file that is far larger than any that this
 * command writes would take minutes to parse.
 *
 * @param mebibytes the largest size
 * @throws CommandLineMistake if it is not there, no file, too large or may not be read
 */
export function readInputFile(path: string, mebibytes: number): string {
  try {
    const status = statSync(path);
    // A pipe or a device may have no end.
    if (!status.isFile()) throw new CommandLineMistake(`${path} is ${status.isDirectory() ? 'a folder' : 'no file'}`);
    if (status.size > mebibytes * 2 ** 20) {
      const size = (status.size / 2 ** 20).toFixed(1);
      throw new CommandLineMistake(`${path} is ${size} MiB, more than the ${mebibytes} MiB of the largest such file`);
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw error instanceof CommandLineMistake ? error : new CommandLineMistake(`${path} ${fileProblem(error)}`);
  }
}

/**
 * Writes a file that the user named.
 *
 * @throws CommandLineMistake if it cannot be written
 */
export function writeOutputFile(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw new CommandLineMistake(`${path} cannot be written: it ${fileProblem(error)}`);
  }
}

/** What is wrong with a file, by the error of the operating system. */
export function fileProblem(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return problems[code] ?? `cannot be used: ${message}`;
}

const problems: Readonly<Record<string, string>> = {
  EACCES: 'may not be read or written by this user',
  EISDIR: 'is a folder',
  ELOOP: 'is a symbolic link to itself',
  ENAMETOOLONG: 'has a name that is too long',
  ENOENT: 'does not exist',
  ENOSPC: 'does not fit on the disk',
  ENOTDIR: 'is below a file that is no folder',
  EPERM: 'may not be read or written by this user',
  EROFS: 'is on a disk that is read-only',
};
