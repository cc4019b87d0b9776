import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The name of the folder beside `folder` in which a process gathers what it will put in its place. */
export function stagingName(folder: string, pid: number): string {
  return `.${folder}.${pid}${STAGED}`;
}

/** The name under which a folder waits while two folders change places in three steps. */
export function asideName(staging: string): string {
  return `${staging}${ASIDE}`;
}

/**
 * Repairs what killed runs left in `parent`: puts a folder back that was set aside and whose place is empty, and
 * removes the rest. Only names that {@link stagingName} and {@link asideName} make, of processes that are gone.
 */
export function healLeftovers(parent: string, folder: string): void {
  const left = readdirSync(parent).filter(name => isLeft(name, folder));
  for (const name of left.filter(aside => aside.endsWith(ASIDE))) {
    if (!existsSync(join(parent, folder))) renameSync(join(parent, name), join(parent, folder));
  }
  for (const name of left) rmSync(join(parent, name), { recursive: true, force: true });
}

const STAGED = '.tmp';
const ASIDE = '.aside';

function isLeft(name: string, folder: string): boolean {
  const pid = name.startsWith(`.${folder}.`)
    ? /^(\d+)\.tmp(\.aside)?$/.exec(name.slice(folder.length + 2))?.[1]
    : undefined;
  return pid !== undefined && !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
