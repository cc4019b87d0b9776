import { Finding } from '../rules/language/finding';
import { outputRule } from './app-rules';
import { OutputFolderError } from './folder-contents';

/** Why the output folder could not be written, from what the file system said; nothing for any other error. */
export function outputFinding(folder: string, error: unknown): Finding | undefined {
  const finding = {
    rule: outputRule.id,
    severity: outputRule.severity,
    deployment: 'app',
    field: folder,
    fix: outputRule.fix,
    source: outputRule.source,
  };
  if (error instanceof OutputFolderError) return { ...finding, cause: error.message, fix: error.fix };
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code !== undefined && syscall !== undefined ? { ...finding, cause: message(code) } : undefined;
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
