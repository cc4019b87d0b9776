import { Finding } from '../rules/finding';
import { OutputFolderError } from './folder-contents';

/** Why the output folder could not be written, from what the file system said; nothing for any other error. */
export function outputFinding(folder: string, error: unknown): Finding | undefined {
  const finding = { rule: 'PD739', severity: 'error', deployment: 'app', field: folder, source: 'the file system' } as const;
  if (error instanceof OutputFolderError) return { ...finding, cause: error.message, fix: error.fix };
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code !== undefined && syscall !== undefined ? { ...finding, cause: message(code), fix: 'make room or give permission, or name another output folder' } : undefined;
}

function message(code: string): string {
  return `the output folder cannot be written: ${causes[code] ?? code}`;
}

const causes: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'something on the way to it is not a folder',
  ENOSPC: 'no space left on the device',
  ENOTDIR: 'something on the way to it is not a folder',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
};
