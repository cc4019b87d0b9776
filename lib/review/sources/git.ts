import { spawnSync } from 'node:child_process';
import { relative } from 'node:path';
import { isManifestName } from '../manifests/manifest-file';
import { Source, UnreadableSource } from './source';

/**
 * The manifests of a folder as a commit has them. Nothing is checked out.
 *
 * @param ref what git takes for a commit
 * @param folder from here
 */
export function gitSource(ref: string, folder: string): Source {
  const commit = git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
  if (commit === undefined) {
    throw new UnreadableSource(`${ref} is no folder, no file and no commit of this repository: name one of these, for `
      + 'example `llmd diff origin/main`');
  }
  const listed = git(['ls-tree', '-r', '-z', commit.trim(), '--', folder]) ?? '';
  const entries = listed.split('\0').filter(entry => entry !== '').map((entry) => {
    const [about, path] = entry.split('\t') as [string, string];
    const [, type, hash] = about.split(' ') as [string, string, string];
    return { type, hash, path };
  });
  if (entries.length === 0) {
    throw new UnreadableSource(`${ref} has no ${folder}/: commit the manifests, or name a commit that has them`);
  }
  const blobs = entries.filter(({ path, type }) => type === 'blob' && isManifestName(path));
  const texts = contents(blobs.map(({ hash }) => hash));
  return {
    name: ref,
    files: blobs.map(({ path }, index) =>
      ({ path: relative(folder, path), shown: `${ref}:${path}`, text: texts[index]! })),
  };
}

/** The text of blobs, by one process for all. */
function contents(hashes: readonly string[]): readonly string[] {
  const { stdout } = spawnSync('git', ['cat-file', '--batch'], {
    input: hashes.map(hash => `${hash}\n`).join(''), maxBuffer: Infinity, stdio: ['pipe', 'pipe', 'ignore'],
  });
  let at = 0;
  return hashes.map(() => {
    const end = stdout.indexOf('\n', at);
    const size = Number(stdout.subarray(at, end).toString('latin1').split(' ')[2]);
    at = end + size + 2;
    return stdout.subarray(end + 1, end + 1 + size).toString('utf8');
  });
}

function git(parameters: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('git', parameters, {
    encoding: 'utf8', maxBuffer: Infinity, stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout : undefined;
}
