import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import * as ts from 'typescript';

const root = join(__dirname, '..', '..', 'lib');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts')).sort();
const imports = new Map(files.map(file => [file, importsOf(file)]));

/** The folders of lib/, each level above those that it may import. Folders of one level do not import each other. */
const levels: readonly (readonly string[])[] = [
  ['http'], ['spec', 'schema', 'kube', 'yaml'],
  ['connectors', 'devices', 'gateways', 'model-sources', 'stack', 'workloads'],
  ['facts'], ['plan'], ['bench', 'graph'], ['verification'],
  ['constructs'], ['rules'], ['synth'], ['charts'], ['gitops'], ['cluster'],
  ['rehearsal', 'registry', 'review'], ['project'],
  ['cli'],
];

/** Arrows that point up today, a file and what it imports. The list only gets shorter. */
const knownArrows = join(__dirname, 'known-arrows.txt');
/** Files in a circle of imports today. The list only gets shorter. */
const knownCircles = join(__dirname, 'known-circles.txt');

test('an import points from a folder to one below it, except those in known-arrows.txt', () => {
  expect(compared(knownArrows, upward())).toEqual({ new: [], 'gone: remove this line': [] });
});

test('no files import each other in a circle, types included, except those in known-circles.txt', () => {
  expect(compared(knownCircles, inCircles())).toEqual({ new: [], 'gone: remove this line': [] });
});

test('every folder of lib/ has a level', () => {
  expect([...new Set(files.map(folderOf))].filter(folder => folder !== '' && levelOf(folder) < 0)).toEqual([]);
});

function compared(list: string, found: readonly string[]): Record<string, string[]> {
  const known = readFileSync(list, 'utf8').split('\n').filter(line => line !== '');
  // A line that is gone is taken out; a new one is never written.
  if (process.env.GOLDEN === 'write')
    writeFileSync(
      list,
      known
        .filter(line => found.includes(line))
        .map(line => `${line}\n`)
        .join(''),
    );
  return {
    'new': found.filter(line => !known.includes(line)),
    'gone: remove this line': known.filter(line => !found.includes(line)),
  };
}

function upward(): string[] {
  return files.flatMap(file => imports.get(file)!.filter((other) => {
    const [from, to] = [folderOf(file), folderOf(other)];
    return from !== '' && from !== to && levelOf(to) >= levelOf(from);
  }).map(other => `${file} -> ${other}`));
}

/** The files that can be reached from themselves. */
function inCircles(): string[] {
  return files.filter((file) => {
    const seen = new Set<string>();
    const waiting = [...imports.get(file)!];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(...imports.get(next) ?? []);
    }
    return seen.has(file);
  });
}

function importsOf(file: string): string[] {
  return ts.preProcessFile(readFileSync(join(root, file), 'utf8')).importedFiles.map(({ fileName }) => fileName)
    .filter(name => name.startsWith('.')).map(name => normalize(join(dirname(file), name)))
    .flatMap(name => [`${name}.ts`, join(name, 'index.ts')].filter(path => existsSync(join(root, path))));
}

function folderOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : '';
}

function levelOf(folder: string): number {
  return levels.findIndex(level => level.includes(folder));
}
