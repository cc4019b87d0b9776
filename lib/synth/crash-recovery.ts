import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The name under which a process gathers what it will put in the place of a file or a folder. */
export function stagingName(name: string, pid: number): string {
  return `.${name}.${pid}${STAGED}`;
}

/** Whether {@link stagingName} makes such a name. */
export function isStagingName(name: string): boolean {
  return staging.test(name);
}

/**
 * Removes what killed runs left: beside `folder`, and in it where it could not be replaced as a whole. Only names that
 * {@link stagingName} makes, of processes that are gone.
 */
export function removeLeftovers(parent: string, folder: string): void {
  for (const name of readdirSync(parent))
    if (name.startsWith(`.${folder}.`) && isLeft(name.slice(folder.length + 1))) remove(parent, name);
  removeWithin(join(parent, folder));
}

const STAGED = '.tmp';
const staging = /^\..*\.(\d+)\.tmp$/;
const numbered = /^\.(\d+)\.tmp$/;

function removeWithin(folder: string): void {
  for (const entry of entriesOf(folder)) {
    const pid = staging.exec(entry.name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) remove(folder, entry.name);
    else if (pid === undefined && entry.isDirectory()) removeWithin(join(folder, entry.name));
  }
}

/** A link is not followed; a folder that cannot be read holds nothing of ours. */
function entriesOf(folder: string) {
  try {
    return lstatSync(folder).isDirectory() ? readdirSync(folder, { withFileTypes: true }) : [];
  } catch {
    return [];
  }
}

function remove(folder: string, name: string): void {
  rmSync(join(folder, name), { recursive: true, force: true });
}

function isLeft(ending: string): boolean {
  const pid = numbered.exec(ending)?.[1];
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
