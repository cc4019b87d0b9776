import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, DisaggregatedInference, InferenceSpec } from '../../lib';
import { temporaryFolder } from '../folder';
import { validSpec } from '../valid-spec';

const scaled: InferenceSpec = { ...validSpec, decode: { ...validSpec.decode, autoscaling: { maxReplicas: 8 } } };

/** Synthesizes into a folder and returns what was said on standard error. */
function said(outdir: string, spec: InferenceSpec): string {
  const written: string[] = [];
  const spy = jest.spyOn(process.stderr, 'write').mockImplementation(text => Boolean(written.push(String(text))));
  try {
    const app = new App({ outdir });
    new DisaggregatedInference(app, 'llama', spec);
    app.synth();
    return written.join('');
  } finally {
    spy.mockRestore();
  }
}

test('the first synth that leaves a number of pods to an autoscaler says so, the next one does not', () => {
  const folder = temporaryFolder();
  const outdir = join(folder, 'dist');
  expect(said(outdir, validSpec)).toBe('');
  expect(said(outdir, scaled)).toMatch(
    /^warning \[llama\/Deployment\/llama-decode spec.replicas\] PD516: was 4 and is left to an autoscaler/,
  );
  expect(readFileSync(join(outdir, 'llama.k8s.yaml'), 'utf8')).not.toContain('replicas: 4');
  expect(said(outdir, scaled)).toBe('');
});

test('a deployment that is scaled from the beginning has nothing to hand over', () => {
  const folder = temporaryFolder();
  expect(said(join(folder, 'dist'), scaled)).toBe('');
});

test('nor has one of a single pod', () => {
  const folder = temporaryFolder();
  const one = (autoscaling: object): InferenceSpec => ({
    ...validSpec,
    decode: { ...validSpec.decode, replicas: 1, ...autoscaling },
  });
  const outdir = join(folder, 'dist');
  said(outdir, one({}));
  expect(said(outdir, one({ autoscaling: { maxReplicas: 8 } }))).toBe('');
});

test.each<[string, (text: string) => string]>([
  [
    'the record of the last synth says it, though its Deployment was edited',
    text => text.replace('  replicas: 4\n', '  replicas: 1\n'),
  ],
  ['a file without a record says it in its Deployment', text => text.slice(0, text.lastIndexOf('---\n'))],
])('%s', (_, edit) => {
  const outdir = join(temporaryFolder(), 'dist');
  said(outdir, validSpec);
  const file = join(outdir, 'llama.k8s.yaml');
  const text = readFileSync(file, 'utf8');
  expect(edit(text)).not.toBe(text);
  writeFileSync(file, edit(text));
  expect(said(outdir, scaled)).toMatch(/PD516: was 4 and is left to an autoscaler/);
});
