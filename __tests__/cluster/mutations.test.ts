import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Manifest, podOf } from '../manifests';
import { schemaErrors } from '../schema/check';
import { claims } from '../seed/claims';
import { isAllowed, neededByPicker } from './access';
import { Api } from './api';
import { applyAll, clusterFile, deleteNamespace } from './cluster';
import { committed } from './deployments';
import { judge } from './judge';
import { Mutation, mutations } from './mutations';
import { pickerProblem } from './picker';
import { freePorts, Program } from './program';
import { resourcePath } from './resource-path';

const { kubeconfig, programs } = clusterFile();
const api = new Api(kubeconfig);
const { manifests: original } = committed().find(({ name }) => name === 'llm-d-llama31')!;
const namespace = original[0]!.metadata.name as string;

afterAll(async () => {
  await deleteNamespace(api, namespace);
  api.close();
});

/** The tiers besides the byte-for-byte comparison, which every change fails, from the cheapest to the dearest. */
const tiers: Readonly<Record<string, (manifests: Manifest[]) => Promise<boolean>>> = {
  'schema': manifests => Promise.resolve(manifests.some(manifest => schemaErrors(manifest).length > 0)),
  'claims': manifests => Promise.resolve(claims.some(({ holds }) => fails(() => holds(manifests)))),
  'API server': async manifests => (await Promise.all(manifests.map(manifest => api.apply(resourcePath(manifest), manifest, { dryRun: true })))).some(({ status }) => status >= 300),
  'permissions': lacksAccess,
  'picker': refusedByPicker,
  'proxy': refusedByProxy,
  'Argo CD': driftsInArgo,
};

test('each of the corruptions is caught by at least one tier besides the comparison of dist/', async () => {
  await applyAll(api, original);
  expect(await caughtBy({ what: 'nothing', make: () => undefined })).toEqual([]);
  const rows: { what: string; caught: string[] }[] = [];
  for (const mutation of mutations) rows.push({ what: mutation.what, caught: await caughtBy(mutation) });
  const table = ['| corruption | caught by |', '| --- | --- |', ...rows.map(({ what, caught }) => `| ${what} | ${caught.join(', ') || 'only the comparison of `dist/`'} |`)].join('\n');
  console.log(table);
  const page = join(__dirname, '..', '..', 'docs', 'testing.md');
  const text = readFileSync(page, 'utf8');
  const current = text.replace(/(<!-- mutations -->\n)[^]*(\n<!-- end -->)/, `$1${table}$2`);
  if (process.env.UPDATE_DOCS) writeFileSync(page, current);
  else expect(text).toBe(current);
  expect(rows.filter(({ caught }) => caught.length === 0)).toEqual([]);
}, 600_000);

async function caughtBy({ make }: Mutation): Promise<string[]> {
  const manifests = structuredClone(original) as Manifest[];
  make(manifests);
  const caught: string[] = [];
  for (const [tier, catches] of Object.entries(tiers)) {
    // The real programs are asked only where they are concerned: an engine's arguments do not reach a picker.
    if (['permissions', 'picker', 'proxy', 'Argo CD'].includes(tier) && !concerns(tier, manifests)) continue;
    if (await catches(manifests)) caught.push(tier);
  }
  return caught;
}

const pickerKinds = ['ServiceAccount', 'Role', 'RoleBinding', 'ConfigMap', 'InferencePool'];

function concerns(tier: string, manifests: readonly Manifest[]): boolean {
  const changed = manifests.filter(manifest => !original.some(other => JSON.stringify(other) === JSON.stringify(manifest)));
  if (tier === 'picker') return changed.length === 0 || changed.some(({ kind, metadata }) => pickerKinds.includes(kind) || metadata.name.endsWith('-epp'));
  if (tier === 'permissions') return changed.length === 0 || changed.some(({ kind }) => kind.startsWith('Role'));
  if (tier === 'proxy') return JSON.stringify(podOf(manifests, 'decode')) !== JSON.stringify(podOf(original, 'decode')) || changed.length === 0;
  return changed.length === 0 || changed.some(({ kind }) => ['HTTPRoute', 'Gateway', 'DestinationRule'].includes(kind));
}

async function lacksAccess(manifests: Manifest[]): Promise<boolean> {
  const rbac = manifests.filter(({ kind }) => kind.startsWith('Role'));
  try {
    await applyAll(api, rbac);
    const answers = await Promise.all(neededByPicker(original).map(access => isAllowed(api, 'gaie-llama31-epp', namespace, access)));
    return answers.includes(false);
  } finally {
    await applyAll(api, original.filter(({ kind }) => kind.startsWith('Role')));
  }
}

async function refusedByPicker(manifests: Manifest[]): Promise<boolean> {
  const inPlace = manifests.filter(({ kind }) => pickerKinds.includes(kind));
  const before = original.filter(({ kind }) => pickerKinds.includes(kind));
  try {
    const answers = await Promise.all(inPlace.map(manifest => api.apply(resourcePath(manifest), manifest)));
    const moved = inPlace.find(({ kind, apiVersion }) => kind === 'InferencePool' && apiVersion !== before.find(other => other.kind === 'InferencePool')!.apiVersion);
    if (moved) await api.delete(resourcePath(before.find(({ kind }) => kind === 'InferencePool')!));
    return answers.some(({ status }) => status >= 300) || await pickerProblem(api, 'v0.3.2', manifests, 4) !== undefined;
  } finally {
    await applyAll(api, before);
  }
}

async function refusedByProxy(manifests: Manifest[]): Promise<boolean> {
  const [port] = await freePorts(1);
  const args = (podOf(manifests, 'decode').spec.initContainers[0].args as string[]).map(argument => argument.startsWith('--port=') ? `--port=${port}` : argument);
  const proxy = new Program(programs['routing-proxy-v0.4.0']!, args);
  try {
    await proxy.until('the proxy to listen', () => Promise.resolve(proxy.output.includes(`"addr":"[::]:${port}"`)), 3);
    return false;
  } catch {
    return true;
  } finally {
    await proxy.stop();
  }
}

async function driftsInArgo(manifests: Manifest[]): Promise<boolean> {
  const changed = manifests.filter(manifest => !original.some(other => JSON.stringify(other) === JSON.stringify(manifest)));
  try {
    await Promise.all(changed.map(manifest => api.apply(resourcePath(manifest), manifest)));
    const diffs = judge('argo-diff', { desired: changed, kubeconfig }) as Manifest[];
    return diffs.some(diff => ['clientSide', 'serverSideApply', 'serverSideDiff'].some(strategy => !diff[strategy].inSync));
  } finally {
    await applyAll(api, original.filter(({ kind }) => changed.some(manifest => manifest.kind === kind)));
  }
}

function fails(check: () => void): boolean {
  try {
    check();
    return false;
  } catch {
    return true;
  }
}
