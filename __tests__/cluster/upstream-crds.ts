import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** One unmodified CRD of a pinned upstream module. */
export interface UpstreamCrd {
  /** The module and its version. */
  readonly set: string;
  /** The CRD's name. */
  readonly name: string;
  /** Where its text is. */
  readonly file: string;
}

/** The CRDs that the pinned modules ship, copied once. */
export function upstreamCrds(): UpstreamCrd[] {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(__dirname, '..', '..', 'programs', 'upstream-crds', 'copy.mjs')],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout.trim().split('\n').map((line) => {
    const [name, , file] = line.split('\t') as [string, string, string];
    return { set: file.split('/').at(-2)!, name, file };
  });
}
