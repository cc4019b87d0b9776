import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from './scratch';

/** Whether helm is on the PATH. */
export function hasHelm(): boolean {
  return spawnSync('helm', ['version']).status === 0;
}

/**
 * `helm template` of the same objects: one chart whose template is the YAML of `dist/llm-d-llama31.k8s.yaml`, ranged
 * over N names. Written to a file, as the synth is.
 */
export function helmTemplate(count: number): { readonly milliseconds: number; readonly megabytes: number } {
  const folder = scratchFolder('helm');
  mkdirSync(join(folder, 'templates'));
  writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: fleet\nversion: 0.1.0\n');
  const names = Array.from({ length: count }, (_, index) => `llama-${String(index).padStart(4, '0')}`);
  writeFileSync(join(folder, 'values.yaml'), `names: ${JSON.stringify(names)}\n`);
  const one = readFileSync(join(__dirname, '..', 'dist', 'llm-d-llama31.k8s.yaml'), 'utf8').replaceAll(
    'llm-d-llama31',
    '{{ . }}',
  );
  writeFileSync(join(folder, 'templates', 'deployment.yaml'), `{{- range .Values.names }}\n---\n${one}{{- end }}\n`);
  const start = performance.now();
  const { status, stderr } = spawnSync('sh', ['-c', 'helm template fleet "$0" > "$0/out.yaml"', folder], {
    encoding: 'utf8',
  });
  const milliseconds = performance.now() - start;
  rmSync(folder, { recursive: true });
  if (status !== 0) throw new Error(`helm template failed: ${stderr}`);
  // Node tells the memory of its own process only.
  return { milliseconds, megabytes: Number.NaN };
}
