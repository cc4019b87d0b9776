import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { llama31 } from '../deployments/llm-d-llama31';
import { llama31Next } from '../deployments/llm-d-llama31-next';
import { App, DisaggregatedInference } from '../lib';

const root = join(__dirname, '..');
const dist = join(root, 'dist');

test('dist/ is what main.ts writes, byte for byte (update it with `npx cdk8s synth`)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'golden-'));
  try {
    const outdir = join(folder, 'dist');
    execFileSync(process.execPath, ['scripts/run.cjs', 'main.ts'], {
      cwd: root,
      env: { ...process.env, CDK8S_OUTDIR: outdir },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    expect(contents(outdir)).toEqual(contents(dist));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  { name: 'llm-d-llama31', spec: llama31 },
  { name: 'llm-d-llama31-next', spec: llama31Next },
])('dist/$name.k8s.yaml is what its spec alone gives', ({ name, spec }) => {
  const app = new App();
  new DisaggregatedInference(app, name, spec);
  expect(app.synthYaml()).toBe(readFileSync(join(dist, `${name}.k8s.yaml`), 'utf8'));
});

function contents(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).sort().map(name => [name, readFileSync(join(folder, name), 'utf8')]));
}
