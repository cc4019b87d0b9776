import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { isOthersFile } from '../../synth/others-files';
import { isManifestName } from '../manifests/manifest-file';
import { Source, UnreadableSource } from './source';

/** The manifests of a folder, and of the folders in it; or one file. */
export function folderSource(path: string): Source {
  if (!existsSync(path)) throw new UnreadableSource(`${path} does not exist: run \`npx cdk8s synth\` first, or name `
    + `the `
    + 'folder of the manifests');
  if (!statSync(path).isDirectory()) {
    return { name: path, files: [{ path: basename(path), shown: path, text: readFileSync(path, 'utf8') }] };
  }
  const names = readdirSync(path, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
    .map(({ name, parentPath }) => join(parentPath, name).slice(join(path, '/').length))
    .filter(name => isKubectlFolder(path) || isManifestName(name))
    .filter(name => !name.split(sep).some(isOthersFile)).sort();
  return {
    name: path,
    files: names.map(name => ({ path: name, shown: join(path, name), text: readFileSync(join(path, name), 'utf8') })),
  };
}

/**
 * Whether a folder is one that `kubectl diff` makes: an object in each file, without an ending (kubernetes v1.34.4
 * staging/src/k8s.io/kubectl/pkg/cmd/diff/diff.go).
 */
export function isKubectlFolder(path: string): boolean {
  return /^(LIVE|MERGED)-\d+$/.test(basename(path));
}
