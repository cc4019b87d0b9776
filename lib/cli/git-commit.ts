import { spawnSync } from 'node:child_process';
import { basename, dirname } from 'node:path';

/** The commit that is checked out where a file is, if the file is in it as it is; `undefined` otherwise. */
export function gitCommitOf(path: string): string | undefined {
  const git = (...args: readonly string[]) =>
    spawnSync('git', args, { cwd: dirname(path), encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const file = basename(path);
  const isCommitted = git('cat-file', '-e', `HEAD:./${file}`).status === 0
    && git('diff', '--quiet', 'HEAD', '--', file).status === 0;
  return isCommitted ? git('rev-parse', 'HEAD').stdout.trim() : undefined;
}
