import { copyFileSync, linkSync, lstatSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Whether a file or folder of an output folder is one that a system or an editor leaves anywhere: it stays there. */
export function isOthersFile(name: string): boolean {
  return patterns.some(pattern => pattern.test(name));
}

/**
 * Gives such a file or folder a second name in another folder: it stays the same file, so that an editor that has it
 * open goes on with it. Where a file cannot have two names, it is a copy.
 */
export function keep(from: string, to: string): void {
  const entry = lstatSync(from);
  mkdirSync(dirname(to), { recursive: true });
  if (entry.isDirectory()) {
    mkdirSync(to, { mode: entry.mode & 0o7777 });
    for (const name of readdirSync(from)) keep(join(from, name), join(to, name));
  } else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else linkOrCopy(from, to);
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

/** By whom such files are, and how these are named. */
const patterns: readonly RegExp[] = [
  // macOS: Finder, Spotlight, and the second half of a file on a disk without room for it.
  /^\.(?:DS_Store|localized|fseventsd|Spotlight-V100|Trashes)$/,
  /^\._/,
  // Windows.
  /^(?:Thumbs\.db|ehthumbs\.db|desktop\.ini)$/i,
  // Linux: the root of a disk, a file on NFS that was deleted while open, a file manager.
  /^lost\+found$/,
  /^\.(?:nfs[\da-f]+|directory)$/,
  /^\.(?:fuse_hidden|Trash-)/,
  // Vim, Emacs, and what many editors make of a name.
  /^\..*\.sw[a-p]$/,
  /^4913$/,
  /^(?:#.*#|\.#.*)$/,
  /~$/,
  /\.(?:bak|orig|rej)$/,
  // JetBrains, VS Code.
  /^\.(?:idea|vscode)$/,
  /___jb_(?:tmp|old)___$/,
  // Git.
  /^\.git(?:attributes|ignore|keep)$/,
];
