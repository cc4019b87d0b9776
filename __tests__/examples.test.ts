import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleFolders, exampleNames, synthesized } from '../scripts/example-folder';

const root = join(__dirname, '..');

/** Engines of several pods have more to say: their names begin with this. */
const largest = (name: string) => name.startsWith('wide-ep') ? 45 : 30;

describe.each(exampleFolders)('%s', (folder) => {
  const names = exampleNames(join(root, folder));

  test('dist/ is what the examples write, byte for byte (update it with `npm run examples`)', () => {
    const dist = join(root, folder, 'dist');
    const files = existsSync(dist) ? readdirSync(dist).sort() : [];
    const written = Object.fromEntries(files.map(name => [name, readFileSync(join(dist, name), 'utf8')]));
    const expected = [...synthesized(join(root, folder))].map(([name, yaml]) => [`${name}.yaml`, yaml]);
    expect(written).toEqual(Object.fromEntries(expected));
  });

  test('an example is short: at most 30 lines beside imports and comments, 45 for wide expert parallelism', () => {
    const long = names.flatMap((name) => {
      const lines = specLines(readFileSync(join(root, folder, `${name}.ts`), 'utf8'));
      return lines > largest(name) ? [`${name}: ${lines} lines`] : [];
    });
    expect(long).toEqual([]);
  });
});

test('an exception from the facts of a guide has a reason, and shapes that are there', () => {
  const guides = join(root, 'examples', 'guides');
  const known = exampleNames(guides);
  const exceptions = JSON.parse(readFileSync(join(guides, 'accept.json'), 'utf8')) as
    { path?: string; reason?: string; shapes?: string[] }[];
  const wrong = exceptions.filter(({ path, reason, shapes = [] }) =>
    !path?.startsWith('/') || !reason || shapes.some(shape => !known.includes(shape))
    || /connector|parallel|accelerators|claims|targets|profiles/.test(path));
  expect(wrong).toEqual([]);
});

/** Lines that are neither empty, nor a comment, nor an import. */
function specLines(text: string): number {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^import [\s\S]*?;$/gm, '').split('\n');
  return code.filter(line => line.trim() !== '' && !line.trim().startsWith('//')).length;
}
