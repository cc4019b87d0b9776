import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The modules that the Go programs of a rehearsal are built from, as their go.mod and go.sum pin them: more than is
 * compiled, since a go.mod also lists what only tests of others need.
 * @param {URL} root
 */
export function goComponents(root) {
  const folder = fileURLToPath(new URL('programs/', root));
  const found = new Map();
  for (const file of readdirSync(folder, { recursive: true }).filter(isModule).sort()) {
    const program = file.slice(0, -'/go.mod'.length).split(sep).join('/');
    const sums = readSums(join(folder, program, 'go.sum'));
    for (const { name, version } of pinned(readFileSync(join(folder, file), 'utf8'))) {
      const ref = `pkg:golang/${name}@${version}`;
      const known = found.get(ref) ?? { name, version, sum: sums.get(`${name} ${version}`), programs: [] };
      found.set(ref, { ...known, programs: [...known.programs, program] });
    }
  }
  return [...found].map(([ref, module]) => component(ref, module));
}

function isModule(file) {
  return file.endsWith(`${sep}go.mod`);
}

/** Digests of modules, in Go's own way: over a list of their files. */
function readSums(path) {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  return new Map(lines.map(line => line.split(' ')).map(([name, version, sum]) => [`${name} ${version}`, sum]));
}

/** What a go.mod requires, after its replacements; what is replaced by a folder is our own. */
function pinned(text) {
  const replaced = new Map(entries(text, 'replace').map((line) => {
    const [from, to] = line.split(' => ');
    const [name, version] = to.split(' ');
    return [from.split(' ')[0], version === undefined ? undefined : { name, version }];
  }));
  return entries(text, 'require').map((line) => {
    const [name, version] = line.split(' ');
    return replaced.has(name) ? replaced.get(name) : { name, version };
  }).filter(module => module !== undefined);
}

/** The lines of a directive, alone or in brackets. */
function entries(text, directive) {
  const blocks = [...text.matchAll(new RegExp(`^${directive} \\(\\n([^)]*)^\\)`, 'gm'))].map(([, block]) => block);
  const lines = [...text.matchAll(new RegExp(`^${directive} ([^(\\n]+)$`, 'gm'))].map(([, line]) => line);
  return [...blocks.flatMap(block => block.split('\n')), ...lines]
    .map(line => line.replace(/\/\/.*/, '').trim()).filter(line => line !== '');
}

function component(ref, { name, version, sum, programs }) {
  return {
    'bom-ref': ref,
    'type': 'library',
    name,
    version,
    'scope': 'optional',
    'purl': ref,
    'properties': [
      { name: 'cdk8s-llm-d:use', value: 'llmd rehearse' },
      ...programs.map(program => ({ name: 'cdk8s-llm-d:program', value: program })),
      ...sum === undefined ? [] : [{ name: 'cdk8s-llm-d:go.sum', value: sum }],
    ],
    'dependsOn': [],
  };
}
