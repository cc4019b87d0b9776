import {
  accessSync,
  appendFileSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { exchange } from './swap-folders';
import { FolderContents, folderContents } from './folder-contents';
import { keep } from './others-files';
import { removeLeftovers, stagingName } from './crash-recovery';
import { replaceInPlace } from './replace-in-place';

/**
 * A folder that is replaced as a whole or not at all. Files are written into a folder beside it; {@link swap} puts that
 * in its place.
 *
 * Killed at any moment, the folder is wholly the old one or the new one; {@link replaceInPlace} says what holds where
 * the system cannot {@link exchange} folders, and where the folder is a mount point. An unchanged file is not touched,
 * so its time of change stays. Nothing is forced to the disk, which would take longer than all the rest: after a power
 * failure, run it again, for what is there is compared byte by byte.
 */
export class OutputFolder {
  private readonly target: string;
  private readonly staging: string;
  private readonly files = new Set<string>();
  private readonly onExit = () => this.discard();

  /** @param extension the end of the names of files that belong here; a folder with others in it is not replaced */
  constructor(folder: string, private readonly extension: string) {
    this.target = resolve(folder);
    const parent = dirname(this.target);
    mkdirSync(parent, { recursive: true });
    removeLeftovers(parent, basename(this.target));
    const old = this.old();
    const around = old?.isDirectory() && !isReplaceable(this.target) ? this.target : parent;
    this.staging = join(around, stagingName(basename(this.target), process.pid));
    rmSync(this.staging, { recursive: true, force: true });
    mkdirSync(this.staging);
    process.on('exit', this.onExit);
    // Who may read and write the folder stays as it was.
    if (old?.isDirectory()) chmodSync(this.staging, old.mode & 0o7777);
  }

  /** Whether a file of that name has been written. */
  public has(name: string): boolean {
    return this.files.has(name);
  }

  /** What a file of that name says in the folder that is about to be replaced. */
  public before(name: string): string | undefined {
    const path = join(this.target, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
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
    process.off('exit', this.onExit);
    rmSync(this.staging, { recursive: true, force: true });
  }

  /** Puts what was written in the folder's place. */
  public swap(): void {
    try {
      if (!this.isPutInPlace()) this.replace(folderContents(this.target, this.extension));
    } catch (error) {
      this.discard();
      throw error;
    }
    try {
      this.discard();
    } catch {
      // It is done; what could not be removed is removed by the next run.
    }
  }

  private old() {
    return lstatSync(this.target, { throwIfNoEntry: false });
  }

  /** Where there is nothing yet. Another run may be the first to put its folder there. */
  private isPutInPlace(): boolean {
    const old = this.old();
    const isEmpty = old?.isDirectory() && readdirSync(this.target).length === 0;
    if (old !== undefined && !isEmpty) return false;
    try {
      // Renaming onto an empty folder replaces it, except on Windows.
      if (isEmpty && process.platform === 'win32') rmdirSync(this.target);
      renameSync(this.staging, this.target);
      return true;
    } catch (error) {
      if (this.old()?.isDirectory()) return false;
      throw error;
    }
  }

  private replace({ own, others }: FolderContents): void {
    const kept = own.filter(name => this.files.has(name));
    const changed = kept.filter(name => !this.isSame(name));
    const changes = {
      written: [...this.files].filter(name => !kept.includes(name) || changed.includes(name)),
      deleted: own.filter(name => !this.files.has(name)),
    };
    if (changes.written.length + changes.deleted.length === 0) return;
    const isOneStep = changes.written.length === 1 && changes.deleted.length === 0;
    const isPossible = !isOneStep && dirname(this.staging) !== this.target;
    if (!isPossible || !this.isExchanged(kept, changed, others)) replaceInPlace(this.staging, this.target, changes);
  }

  private isExchanged(kept: readonly string[], changed: readonly string[], others: readonly string[]): boolean {
    for (const name of kept.filter(file => !changed.includes(file))) this.keepTime(name);
    try {
      for (const name of others) keep(join(this.target, name), join(this.staging, name));
    } catch {
      return false;
    }
    return exchange(this.staging, this.target);
  }

  /** Another run may have taken the file away since it was listed. */
  private isSame(name: string): boolean {
    const [before, after] = [join(this.target, name), join(this.staging, name)];
    return statSync(before, { throwIfNoEntry: false })?.size === statSync(after).size
      && readFileSync(before).equals(readFileSync(after));
  }

  private keepTime(name: string): void {
    const { atimeMs, mtimeMs } = statSync(join(this.target, name));
    utimesSync(join(this.staging, name), atimeMs / 1000, mtimeMs / 1000);
  }
}

/** Whether a folder could be renamed: it is no mount point, and the folder that it is in may be written. */
function isReplaceable(folder: string): boolean {
  try {
    accessSync(dirname(folder), constants.W_OK);
    return statSync(folder).dev === statSync(dirname(folder)).dev;
  } catch {
    return false;
  }
}
