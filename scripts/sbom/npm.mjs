import { readFileSync } from 'node:fs';

/**
 * What npm installs with the package, from its lock: `required` comes with it, `peer` is what a project has beside it,
 * `optional` what the commands about a cluster need. What only its development needs is left out.
 *
 * `npm sbom` is not asked (11.19): it takes one package for another of the same name and version, and so says of a
 * dependency that it is one of development, bundled and without a digest.
 * @param {URL} root
 */
export function npmComponents(root) {
  const { packages } = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8'));
  const top = packages[''];
  const isOptional = name => top.peerDependenciesMeta?.[name]?.optional === true;
  const uses = [
    ...Object.keys(top.dependencies).map(name => ({ name, use: 'runtime' })),
    ...Object.keys(top.peerDependencies).map(name => ({ name, use: isOptional(name) ? 'optional peer' : 'peer' })),
  ];
  const found = new Map();
  for (const { name, use } of uses) visit(packages, { path: resolve(packages, '', name), use, found });
  const direct = uses.map(({ name }) => refOf(resolve(packages, '', name), packages));
  const components = new Map();
  for (const [path, use] of found) {
    const made = component(packages, { path, use });
    // A second copy of a package, for a lesser use.
    if (!components.has(made['bom-ref'])) components.set(made['bom-ref'], made);
  }
  return { direct, components: [...components.values()] };
}

function visit(packages, { path, use, found }) {
  if (found.has(path)) return;
  found.set(path, use);
  for (const name of dependenciesOf(packages[path])) {
    const next = resolve(packages, path, name);
    if (next !== undefined) visit(packages, { path: next, use, found });
  }
}

/** Those that must be there; an optional one that is not for this system is not in the lock. */
function dependenciesOf({ dependencies, optionalDependencies }) {
  return Object.keys({ ...dependencies, ...optionalDependencies });
}

/** Where Node finds a package from another. */
function resolve(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (path in packages) return path;
    if (folder === '') return undefined;
  }
}

function nameOf(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function refOf(path, packages) {
  return `pkg:npm/${nameOf(path).replace('@', '%40')}@${packages[path].version}`;
}

function component(packages, { path, use }) {
  const { version, integrity, license, inBundle = false } = packages[path];
  const [scope, name] = nameOf(path).startsWith('@') ? nameOf(path).split('/') : [undefined, nameOf(path)];
  return {
    'bom-ref': refOf(path, packages),
    'type': 'library',
    ...scope && { group: scope },
    name,
    version,
    'scope': use === 'optional peer' ? 'optional' : 'required',
    'purl': refOf(path, packages),
    ...integrity && { hashes: hashesOf(integrity) },
    ...license && { licenses: [/[ ()]/.test(license) ? { expression: license } : { license: { id: license } }] },
    'properties': [
      { name: 'cdk8s-llm-d:use', value: use },
      // The one of the project, which may be another version; this is the one that the tests ran with.
      ...use === 'runtime' ? [] : [{ name: 'cdk8s-llm-d:version', value: 'as tested' }],
      // What a bundled package brings, it has in itself.
      ...inBundle ? [{ name: 'cdx:npm:package:bundled', value: 'true' }] : [],
    ],
    'dependsOn': [...new Set(dependenciesOf(packages[path]).map(other => resolve(packages, path, other))
      .filter(other => other !== undefined).map(other => refOf(other, packages)))],
  };
}

function hashesOf(integrity) {
  const algorithms = { sha1: 'SHA-1', sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' };
  return integrity.split(' ').map((text) => {
    const [algorithm, digest] = [text.slice(0, text.indexOf('-')), text.slice(text.indexOf('-') + 1)];
    return { alg: algorithms[algorithm], content: Buffer.from(digest, 'base64').toString('hex') };
  });
}
