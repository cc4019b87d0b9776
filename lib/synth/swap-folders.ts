import { spawnSync } from 'node:child_process';

/**
 * Lets two folders change places in one step, so that at no moment one of them is missing.
 *
 * Linux can (renameat2 with RENAME_EXCHANGE), Node cannot ask for it: perl or a `mv` of coreutils 9.5 do, of which
 * nearly every Linux has one.
 *
 * @returns false where that cannot be done, with nothing changed: on another system, on a Linux without both, and where
 * one of the folders is a mount point
 */
export function exchange(first: string, second: string): boolean {
  return process.platform === 'linux'
    && commands(first, second).some(([command, ...args]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0);
}

/**
 * Numbers of the system call by `process.arch` (Linux 6.12, `arch/x86/entry/syscalls/syscall_64.tbl`,
 * `include/uapi/asm-generic/unistd.h`).
 */
const renameat2: Readonly<Record<string, number>> = { x64: 316, arm64: 276 };

/** Paths are relative to the working folder (AT_FDCWD, -100); flag 2 is RENAME_EXCHANGE (`include/uapi/linux/fs.h`). */
const script
  = 'my ($number, $first, $second) = @ARGV; exit(syscall($number + 0, -100, $first, -100, $second, 2) == 0 ? 0 : 1)';

function commands(first: string, second: string): [string, ...string[]][] {
  const number = renameat2[process.arch];
  const perl: [string, ...string[]][]
    = number === undefined ? [] : [['perl', '-e', script, String(number), first, second]];
  return [...perl, ['mv', '--exchange', '--no-target-directory', first, second]];
}
