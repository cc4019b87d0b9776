import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { App, argoCd, DisaggregatedInference } from '../../lib';
import { temporaryFolder } from '../folder';
import { validSpec } from '../valid-spec';

afterEach(() => {
  delete process.env.CDK8S_LLM_D_ONLY_OUTPUT;
  delete process.env.CDK8S_OUTDIR;
});

test('an app that is run for a comparison writes its output folder and no other', () => {
  const folder = temporaryFolder();
  process.env.CDK8S_OUTDIR = join(folder, 'dist');
  process.env.CDK8S_LLM_D_ONLY_OUTPUT = 'true';
  const synth = (): void => {
    const app = new App();
    new DisaggregatedInference(app, 'llama', validSpec);
    app.synth();
    const repoUrl = 'https://example.org/x.git';
    argoCd([{ name: 'llama', namespace: 'llama' }], { repoUrl, folder: join(folder, 'argo-cd') });
  };
  synth();
  expect(existsSync(join(folder, 'dist', 'llama.k8s.yaml'))).toBe(true);
  expect(existsSync(join(folder, 'argo-cd'))).toBe(false);
  delete process.env.CDK8S_LLM_D_ONLY_OUTPUT;
  synth();
  expect(existsSync(join(folder, 'argo-cd'))).toBe(true);
});
