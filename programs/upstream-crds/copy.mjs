// Copies the CRDs of the pinned upstream modules, byte for byte, to crds/<module>@<version>/ in the cache folder, one
// CRD a file, and prints where each came from. Needs Go, and a network unless the modules are cached.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cacheFolder } from '../cache.mjs';
import { goModule } from '../../scripts/go-module.mjs';
import { sources } from './sources.mjs';

try {
  const folder = cacheFolder('crds');
  const copied = sources.flatMap(source => copySet(folder, source));
  writeFileSync(join(folder, 'index.json'), `${JSON.stringify(copied, null, 1)}\n`);
  for (const { name, source, file } of copied) console.log(`${name}\t${source}\t${file}`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** A set is written beside its place and then moved there, so that half a set is never taken for one. */
function copySet(folder, { files, only, ...pinned }) {
  const { read } = goModule(pinned);
  const set = `${pinned.path.replaceAll('/', '_')}@${pinned.version}`;
  const staged = join(folder, `.${set}-${process.pid}`);
  mkdirSync(staged, { recursive: true });
  const copied = files.flatMap(file => documents(read(file), only).map((text) => {
    const name = /^ {2}name: (\S+)$/m.exec(text)?.[1];
    if (name === undefined || !/^kind: CustomResourceDefinition$/m.test(text)) {
      throw new Error(`${pinned.path}@${pinned.version} ${file} must hold a CustomResourceDefinition`);
    }
    writeFileSync(join(staged, `${name}.yaml`), text);
    return { set, name, file: join(folder, set, `${name}.yaml`), source: `${pinned.path}@${pinned.version} ${file}` };
  }));
  if (copied.length < (only ?? files).length)
    throw new Error(`${set} must hold ${only ?? files.map(file => basename(file))}`);
  rmSync(join(folder, set), { recursive: true, force: true });
  renameSync(staged, join(folder, set));
  return copied;
}

function documents(text, only) {
  if (only === undefined) return [text];
  return text.split(/^---$\n/m).filter(document => only.includes(/^ {2}name: (\S+)$/m.exec(document)?.[1]));
}
