import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runReport } from '../../lib/cli/report';
import { reportPage } from '../../lib/review/page/report-page';
import { temporaryFolder } from '../folder';
import { manifestsOf, yamlOf } from '../manifests';
import { benchmarkRun } from '../operate/benchmark-run';
import { recordedPrints } from '../printed';
import { validSpec } from '../valid-spec';

const printed = recordedPrints();
const text = yamlOf(manifestsOf({ ...validSpec, waive: { PD508: 'none <b>here</b>, 2026-11' } }));
const file = { path: 'llama.k8s.yaml', shown: 'dist/llama.k8s.yaml', text };

test('the page has pictures, resources, images, waived rules with their reasons, and nothing of another server', () => {
  const page = reportPage([file], undefined);
  for (const said of ['<svg', 'cores 49.4', 'vllm/vllm-openai:v0.27.1', 'not pinned', 'PD508', 'none &#60;b&#62;here'])
    expect(page).toContain(said);
  expect(page).not.toMatch(/<(script|link|img)[^>]+(src|href)=|<b>here/);
});

test('results of a benchmark say whether they are of this file', () => {
  const run = { ...benchmarkRun, deployment: 'llama' };
  const own = reportPage([file], undefined, [{ ...run, digest: `sha256:${hash('sha256', text)}` }]);
  expect(own).toContain(', of this file');
  expect(reportPage([file], undefined, [run])).toContain('of another version of this file');
  expect(reportPage([file], undefined, [{ ...run, deployment: 'other' }])).not.toContain(run.startedAt);
});

test('the command writes the page, and a folder that is not there is one line and exit code 2', () => {
  const page = join(temporaryFolder(), 'page.html');
  const options = { folder: 'dist', output: 'text', results: 'none' } as const;
  expect(runReport(page, options)).toBe(0);
  expect(readFileSync(page, 'utf8')).toContain('<h1>2 deployments</h1>');
  expect(runReport(page, { ...options, folder: 'nowhere' })).toBe(2);
  expect(printed.err).toHaveLength(1);
});
