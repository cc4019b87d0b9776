import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { exchange } from './exchange';
import { isAlive, ownFiles } from './folder-contents';

/**
 * A folder that is replaced as a whole or not at all. Files are written into a folder beside it; {@link swap} puts that in its place.
 *
 * Killed at any moment, the folder is wholly the old one or the new one. An unchanged file is not touched, so its time of change stays.
 */
export class OutputFolder {
  private readonly target: string;
  private readonly staging: string;
  private readonly files = new Set<string>();

  /** @param extension the end of the names of files that belong here; a folder with others in it is not replaced */
  constructor(folder: string, private readonly extension: string) {
    this.target = resolve(folder);
    const parent = dirname(this.target);
    mkdirSync(parent, { recursive: true });
    removeLeftovers(parent, basename(this.target));
    this.staging = join(parent, stagingName(basename(this.target), process.pid));
    rmSync(this.staging, { recursive: true, force: true });
    mkdirSync(this.staging);
  }

  /** Whether a file of that name has been written. */
  public has(name: string): boolean {
    return this.files.has(name);
  }

  /** Writes a new file; `name` may have folders in it. */
  public write(name: string, content: string): void {
    const path = join(this.staging, name);
    if (name.includes('/')) mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    this.files.add(name);
  }

  /** Adds to the end of a file, or begins it. */
  public append(name: string, content: string): void {
    appendFileSync(join(this.staging, name), content);
    this.files.add(name);
  }

  /** Forgets what was written. */
  public discard(): void {
    rmSync(this.staging, { recursive: true, force: true });
  }

  /** Puts what was written in the folder's place. */
  public swap(): void {
    try {
      this.replace(existsSync(this.target) ? ownFiles(this.target, this.extension) : undefined);
    } finally {
      this.discard();
    }
  }

  private replace(old: readonly string[] | undefined): void {
    if (old === undefined || readdirSync(this.target).length === 0) {
      // Renaming onto an empty folder replaces it, except on Windows.
      if (old !== undefined && process.platform === 'win32') rmdirSync(this.target);
      renameSync(this.staging, this.target);
      return;
    }
    const kept = old.filter(name => this.files.has(name));
    const changed = kept.filter(name => !this.isSame(name));
    if (kept.length === this.files.size && kept.length === old.length && changed.length <= 1) {
      for (const name of changed) renameSync(join(this.staging, name), join(this.target, name));
      return;
    }
    for (const name of kept.filter(file => !changed.includes(file))) this.keepTime(name);
    exchange(this.staging, this.target);
  }

  private isSame(name: string): boolean {
    const [before, after] = [join(this.target, name), join(this.staging, name)];
    return statSync(before).size === statSync(after).size && readFileSync(before).equals(readFileSync(after));
  }

  private keepTime(name: string): void {
    const { atime, mtime } = statSync(join(this.target, name));
    utimesSync(join(this.staging, name), atime, mtime);
  }
}

function stagingName(folder: string, pid: number): string {
  return `.${folder}.${pid}.tmp`;
}

/** Folders of runs that were killed before they could swap or discard. */
function removeLeftovers(parent: string, folder: string): void {
  for (const name of readdirSync(parent)) {
    const pid = name.startsWith(`.${folder}.`) && name.endsWith('.tmp') ? Number(name.slice(folder.length + 2, -'.tmp'.length)) : Number.NaN;
    if (Number.isInteger(pid) && !isAlive(pid)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}
