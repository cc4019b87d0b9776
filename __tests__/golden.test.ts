import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..');
const dist = join(root, 'dist');

test('dist/ is what main.ts writes, byte for byte (update it with `npx cdk8s synth`)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'golden-'));
  try {
    const outdir = join(folder, 'dist');
    execFileSync(process.execPath, ['scripts/run.cjs', 'main.ts'], { cwd: root, env: { ...process.env, CDK8S_OUTDIR: outdir }, stdio: ['ignore', 'ignore', 'inherit'] });
    expect(contents(outdir)).toEqual(contents(dist));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function contents(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).sort().map(name => [name, readFileSync(join(folder, name), 'utf8')]));
}
