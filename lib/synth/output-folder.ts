import {
  appendFileSync,
  chmodSync,
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
import { ownFiles } from './folder-contents';
import { healLeftovers, stagingName } from './crash-recovery';

/**
 * A folder that is replaced as a whole or not at all. Files are written into a folder beside it; {@link swap} puts that
 * in its place.
 *
 * Killed at any moment, the folder is wholly the old one or the new one ({@link exchange} says where not quite). An
 * unchanged file is not touched, so its time of change stays. Nothing is forced to the disk, which would take longer
 * than all the rest: after a power failure, run it again, for what is there is compared byte by byte.
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
    healLeftovers(parent, basename(this.target));
    this.staging = join(parent, stagingName(basename(this.target), process.pid));
    rmSync(this.staging, { recursive: true, force: true });
    mkdirSync(this.staging);
    process.on('exit', this.onExit);
    const old = this.old();
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
      this.replace(this.old() ? ownFiles(this.target, this.extension) : undefined);
    } finally {
      this.discard();
    }
  }

  private old() {
    return lstatSync(this.target, { throwIfNoEntry: false });
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
    const { atimeMs, mtimeMs } = statSync(join(this.target, name));
    utimesSync(join(this.staging, name), atimeMs / 1000, mtimeMs / 1000);
  }
}
