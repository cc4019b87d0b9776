// Writes the YAML of the examples into the `dist/` beside them, and takes away what no example writes any more.
//
//   npm run examples                          all of them
//   npm run guides                            those of examples/guides
//   npm run guides -- --judge DIR             compared with the facts in DIR: its compare.py, and a JSON file a shape
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exampleFolders, synthesized } from './example-folder';

const root = join(__dirname, '..');

const { values, positionals } = parseArgs({ allowPositionals: true, options: { judge: { type: 'string' } } });
for (const folder of positionals.length > 0 ? positionals : exampleFolders) write(folder);
if (values.judge !== undefined) process.exitCode = judge(values.judge) ? 0 : 1;

/** Writes only where all of a folder can be synthesized. */
function write(folder: string): void {
  const written = synthesized(join(root, folder));
  const dist = join(root, folder, 'dist');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  for (const [name, yaml] of written) writeFileSync(join(dist, `${name}.yaml`), yaml);
  console.log(`${folder}/dist: ${written.size} files`);
}

/** An exception from a shape's facts. */
interface Exception {
  /** Pointer of the fact, or its beginning and `*`. */
  readonly path: string;
  /** Why it differs. */
  readonly reason: string;
  /** The shapes that it is of. @default - all */
  readonly shapes?: readonly string[];
}

/** Whether every shape says what its facts say, but for the exceptions; prints each difference. */
function judge(facts: string): boolean {
  const guides = join(root, 'examples', 'guides');
  const exceptions = JSON.parse(readFileSync(join(guides, 'accept.json'), 'utf8')) as readonly Exception[];
  const temporary = mkdtempSync(join(tmpdir(), 'guides-'));
  try {
    const shapes = [...synthesized(guides).keys()];
    const failed = shapes.filter((shape) => {
      const known = join(facts, `${shape}.json`);
      if (!existsSync(known)) {
        console.log(`${shape}: ${known} is missing`);
        return true;
      }
      const accept = join(temporary, `${shape}.json`);
      const own = exceptions.filter(exception => exception.shapes?.includes(shape) ?? true);
      writeFileSync(accept, JSON.stringify(own));
      const yaml = join(guides, 'dist', `${shape}.yaml`);
      const args = [join(facts, 'compare.py'), known, yaml, '--accept', accept];
      // No folder of compiled Python beside the judge.
      const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
      return spawnSync('python3', args, { cwd: temporary, env, stdio: 'inherit' }).status !== 0;
    });
    console.log(`${shapes.length - failed.length} shapes equal, ${failed.length} differ`);
    return failed.length === 0;
  } finally {
    rmSync(temporary, { recursive: true });
  }
}
