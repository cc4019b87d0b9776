import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { temporaryFolder } from './folder';

const root = join(__dirname, '..');
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, any>;
const { bundleDependencies, dependencies, devDependencies, peerDependencies, peerDependenciesMeta, files }
  = packageJson;

const sources = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.ts'))
  .map(name => join(root, 'lib', name));

const optional = Object.keys(peerDependenciesMeta);

test('a project that only synthesizes installs three peers, the CEL library and the YAML library; what the command line needs is in the package', () => {
  expect(dependencies).toEqual({
    '@marcbachmann/cel-js': '8.0.0', 'commander': '14.0.2', 'hpagent': '1.2.0', 'yaml': '2.9.1',
  });
  expect(bundleDependencies).toEqual(['commander', 'hpagent']);
  expect(Object.keys(peerDependencies).filter(name => !optional.includes(name))).toEqual([
    'cdk8s',
    'cdk8s-plus-28',
    'constructs',
  ]);
  expect(peerDependenciesMeta).toEqual(Object.fromEntries(optional.map(name => [name, { optional: true }])));
  expect(users('commander').filter(file => !file.startsWith('cli/'))).toEqual([]);
  expect(users('hpagent')).toEqual(['registry/registry-request.ts']);
  expect(users('yaml').filter(file => !/^(cli|cluster|kube)\//.test(file))).toEqual(['synth/last-synth.ts']);
  expect(users('@marcbachmann/cel-js')).toEqual(['schema/cel-rules.ts']);
});

test('packages that only commands about a cluster use are optional peers, at the version that the tests use', () => {
  expect(optional).toEqual(['@kubernetes/client-node', 'listr2', 'uplot']);
  for (const name of optional) expect(peerDependencies[name]).toBe(devDependencies[name]);
  expect(optional.flatMap(users).filter(file => !/^(bench|cli|cluster|kube|rehearsal)\//.test(file))).toEqual([]);
});

function users(name: string): readonly string[] {
  return sources
    .filter(file => new RegExp(`(from |import\\()'${name}'`).test(readFileSync(file, 'utf8')))
    .map(file => relative(join(root, 'lib'), file));
}

test('every development tool is pinned to one version', () => {
  expect(
    Object.values(devDependencies as Record<string, string>).filter(version => !/^\d+\.\d+\.\d+$/.test(version)),
  ).toEqual([]);
  expect(devDependencies.typescript).toMatch(/^5\.9\./);
});

test('built and installed, it is used from another project in three lines', () => {
  const project = temporaryFolder();
  const build = join(project, 'node_modules', 'cdk8s-llm-d', 'build');
  // Built beside the build of the last run, so that only what changed is compiled.
  const built = join(root, 'node_modules', '.cache', 'cdk8s-llm-d', 'build');
  const options = ['--outDir', built, '--incremental', '--tsBuildInfoFile', join(built, '.tsbuildinfo')];
  expect(
    spawnSync(
      process.execPath,
      [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json', ...options],
      { cwd: root, encoding: 'utf8' },
    ),
  ).toMatchObject({ status: 0, stdout: '' });
  cpSync(built, build, { recursive: true });
  writeFileSync(join(build, '..', 'package.json'), JSON.stringify(packageJson));
  for (const name of Object.keys({ ...peerDependencies, ...dependencies }).filter(name => !optional.includes(name))) {
    mkdirSync(dirname(join(project, 'node_modules', name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
  }
  mkdirSync(join(project, 'app'));
  writeFileSync(
    join(project, 'app', 'main.js'),
    `
    const { App, DisaggregatedInference, istio, Release } = require('cdk8s-llm-d');
    const app = new App();
    new DisaggregatedInference(app, 'mine', {
      namespace: 'mine', release: Release.LLM_D_0_10, gateway: istio('1.30'), model: { uri: 'hf://a/b' },
      modelCache: { type: 'emptyDir', size: '1Gi' },
      prefill: { replicas: 1, cpu: '8', memory: '64Gi' }, decode: { replicas: 1, cpu: '8', memory: '64Gi' },
    });
    console.log(app.synthYaml());
  `,
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, ['main.js'], {
    cwd: join(project, 'app'),
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('kind: InferencePool');
  cpSync(join(root, 'bin'), join(build, '..', 'bin'), { recursive: true });
  const rule = spawnSync(process.execPath, [join(build, '..', 'bin', 'llmd.cjs'), 'rules', 'PD101'], {
    cwd: project,
    encoding: 'utf8',
  });
  expect(rule).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/^PD101 /) });
  const deploy = spawnSync(process.execPath, [join(build, '..', 'bin', 'llmd.cjs'), 'deploy', 'mine'], {
    cwd: project,
    encoding: 'utf8',
  });
  expect(deploy).toMatchObject({
    status: 2, stdout: '',
    stderr: '✖ commands about a cluster need packages that are not installed: @kubernetes/client-node, listr2, uplot. '
      + 'Fix: npm install --save-dev @kubernetes/client-node@1.4.0 listr2@9.0.5 uplot@1.6.32\n',
  });
  newProjectWorks(project);
  expect(files).toEqual([
    'bin',
    'build',
    'crds',
    'docs',
    'programs',
    '!programs/**/*_test.go',
    'scripts/go-module.mjs',
    'sbom.cdx.json',
    'CHANGELOG.md',
  ]);
});

/** As a user does it: `init`, `npm install` (here by links), `npm run synth`, `npm test`. */
function newProjectWorks(installed: string): void {
  const modules = join(installed, 'node_modules');
  for (const name of ['typescript', 'tsx', '@types/node']) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  mkdirSync(join(modules, '.bin'));
  for (const name of Object.keys(packageJson.bin as object))
    symlinkSync(join(modules, 'cdk8s-llm-d', packageJson.bin[name] as string), join(modules, '.bin', name));
  symlinkSync(require.resolve('typescript/bin/tsc'), join(modules, '.bin', 'tsc'));
  const env = { ...process.env, PATH: `${join(modules, '.bin')}:${process.env.PATH}` };
  const run = (cwd: string, command: string) => spawnSync(command, { cwd, env, shell: true, encoding: 'utf8' });
  expect(run(installed, 'cdk8s-llm-d init my-llm --model Qwen/Qwen3-32B --accelerator NVIDIA-H100-80GB-HBM3'))
    .toMatchObject({ status: 0, stdout: expect.stringContaining('Next: cd my-llm && npm install') });
  const folder = join(installed, 'my-llm');
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    scripts: { synth: string; test: string };
  };
  expect(run(folder, scripts.synth)).toMatchObject({ status: 0, stderr: '' });
  expect(run(folder, scripts.test)).toMatchObject({ status: 0 });
  // The test of the project notices a spec that was changed without a synth.
  const spec = join(folder, 'deployments', 'my-llm.ts');
  writeFileSync(spec, readFileSync(spec, 'utf8').replace('replicas: 2', 'replicas: 3'));
  const stale = run(folder, scripts.test.replace(/.*&& /, ''));
  expect(stale.status).toBe(1);
  expect(stale.stdout).toContain('dist/my-llm.k8s.yaml is not what the app writes. Fix: run `llmd synth` and commit');
}
