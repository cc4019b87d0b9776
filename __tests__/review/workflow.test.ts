import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { workflow } from '../../lib/project/files/workflow';
import type { NewProject } from '../../lib/project/project-file';
import { temporaryFolder } from '../folder';
import { Manifest, manifestsOf, yamlOf } from '../manifests';
import { validSpec } from '../valid-spec';

const root = join(__dirname, '..', '..');
const { jobs } = parse(workflow.text({} as NewProject)) as Manifest;
const steps = jobs.manifests.steps as readonly { readonly name?: string; readonly run?: string }[];

/** A clone with a branch that is merged into, and llmd and gh as a runner has them. */
function clone(base: Readonly<Record<string, string>>, change: string): string {
  const folder = temporaryFolder();
  const git = (...args: string[]) => expect(spawnSync('git', args, { cwd: folder }).status).toBe(0);
  const write = (name: string, text: string, mode = 0o644) => {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), mode);
  };
  git('init', '-q');
  for (const [name, text] of Object.entries({ 'README.md': 'a', ...base })) write(name, text);
  git('add', '-A');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', 'first');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  write('dist/llama.k8s.yaml', change);
  write('node_modules/.bin/llmd', `#!/bin/sh\nexec node ${join(root, 'scripts', 'run.cjs')} ${
    join(root, 'lib', 'cli', 'llmd.ts')} "$@"\n`, 0o755);
  write('bin/gh', '#!/bin/sh\necho "$@" >> calls\ncase "$*" in *--jq*) cat id 2>/dev/null || true ;; esac\n', 0o755);
  return folder;
}

/** Runs a step as a runner does: a shell that ends at the first command that fails. */
function run(name: string, folder: string): number | null {
  const script = steps.find(step => step.name === name)!.run!;
  const env = {
    ...process.env, BASE: 'origin/main', PULL: '7', GITHUB_REPOSITORY: 'team/models',
    PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
  };
  return spawnSync('bash', ['-e', '-c', script], { cwd: folder, env }).status;
}

const whole = yamlOf(manifestsOf(validSpec));
const fewer = yamlOf(manifestsOf({ ...validSpec, decode: { ...validSpec.decode, replicas: 3 } }));

test('a pull request gets one comment, which the next push renews, and a page', () => {
  const folder = clone({ 'dist/llama.k8s.yaml': whole }, fewer);
  expect(run('review', folder)).toBe(0);
  expect(readFileSync(join(folder, 'review.md'), 'utf8')).toMatch(/^<!-- llmd diff -->\n[^]*stops 1 of 4 pods/);
  expect(existsSync(join(folder, 'deployments.html'))).toBe(true);
  expect(run('comment', folder)).toBe(0);
  const calls = () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
  expect(calls().at(-1)).toBe('api repos/team/models/issues/7/comments -F body=@review.md');
  writeFileSync(join(folder, 'id'), '42\n');
  expect(run('comment', folder)).toBe(0);
  expect(calls().at(-1)).toBe('api --method PATCH repos/team/models/issues/comments/42 -F body=@review.md');
});

test('a first pull request has nothing to compare with, and manifests that cannot be read fail', () => {
  const first = clone({}, whole);
  expect([run('review', first), run('comment', first)]).toEqual([0, 0]);
  expect(existsSync(join(first, 'calls'))).toBe(false);
  expect(run('review', clone({ 'dist/llama.k8s.yaml': whole }, 'replicas: 4\n'))).toBe(2);
});
