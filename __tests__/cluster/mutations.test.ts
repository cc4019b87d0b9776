import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
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

/**
 * Seconds that a program gets to serve: four times what the picker took with the untouched manifests, so that a slow
 * machine is not a finding.
 */
let patience = 60;

/** The tiers besides the byte-for-byte comparison, which every change fails, from the cheapest to the dearest. */
const tiers: Readonly<Record<string, (manifests: Manifest[]) => Promise<boolean>>> = {
  'schema': manifests => Promise.resolve(manifests.some(manifest => schemaErrors(manifest).length > 0)),
  'claims': manifests => Promise.resolve(claims.some(({ holds }) => fails(() => holds(manifests)))),
  'API server': async manifests =>
    (await Promise.all(manifests.map(manifest => api.apply(resourcePath(manifest), manifest, { dryRun: true })))).some(
      ({ status }) => status >= 300,
    ),
  'permissions': lacksAccess,
  'picker': refusedByPicker,
  'proxy': refusedByProxy,
  'Argo CD': driftsInArgo,
};

test('each of the corruptions is caught by at least one tier besides the comparison of dist/', async () => {
  await applyAll(api, original);
  const start = Date.now();
  expect(await refusedByPicker(structuredClone(original) as Manifest[])).toBe(false);
  patience = Math.max(4, 4 * (Date.now() - start) / 1000);
  expect(await caughtBy({ what: 'nothing', make: () => undefined })).toEqual([]);
  const rows: { what: string; caught: string[] }[] = [];
  for (const mutation of mutations) rows.push({ what: mutation.what, caught: await caughtBy(mutation) });
  const table = [
    '| corruption | caught by |',
    '| --- | --- |',
    ...rows.map(({ what, caught }) => `| ${what} | ${caught.join(', ') || 'only the comparison of `dist/`'} |`),
  ].join('\n');
  console.log(table);
  const page = join(__dirname, '..', '..', 'docs', 'testing.md');
  const text = readFileSync(page, 'utf8');
  if (process.env.UPDATE_DOCS) writeFileSync(page, text.replace(documented, `$1${table}$3`));
  else expect(missed(text.match(documented)![2]!, rows)).toEqual([]);
  expect(rows.filter(({ caught }) => caught.length === 0)).toEqual([]);
}, 600_000);

const documented = /(<!-- mutations -->\n)([^]*)(\n<!-- end -->)/;

/**
 * The rows that differ from the table of docs/testing.md, except that a slow machine may have one of the programs
 * refuse what it would not in time.
 */
function missed(
  table: string,
  rows: readonly { readonly what: string; readonly caught: readonly string[] }[],
): string[] {
  const documentedRows = table
    .split('\n')
    .slice(2)
    .map(line => line.slice(2, -2).split(' | '));
  return [
    ...rows
      .filter(({ what }) => !documentedRows.some(([other]) => other === what))
      .map(({ what }) => `not in docs/testing.md: ${what}`),
    ...documentedRows.flatMap(([what, by]) =>
      by!
        .split(', ')
        .filter(tier => !rows.find(row => row.what === what)?.caught.includes(tier))
        .map(tier => `${what}: no longer caught by ${tier}`),
    ),
  ];
}

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
  const changed = manifests.filter(
    manifest => !original.some(other => JSON.stringify(other) === JSON.stringify(manifest)),
  );
  if (tier === 'picker')
    return (
      changed.length === 0
      || changed.some(({ kind, metadata }) => pickerKinds.includes(kind) || metadata.name.endsWith('-epp'))
    );
  if (tier === 'permissions') return changed.length === 0 || changed.some(({ kind }) => kind.startsWith('Role'));
  if (tier === 'proxy')
    return (
      JSON.stringify(podOf(manifests, 'decode')) !== JSON.stringify(podOf(original, 'decode')) || changed.length === 0
    );
  return changed.length === 0 || changed.some(({ kind }) => ['HTTPRoute', 'Gateway', 'DestinationRule'].includes(kind));
}

async function lacksAccess(manifests: Manifest[]): Promise<boolean> {
  const rbac = manifests.filter(({ kind }) => kind.startsWith('Role'));
  try {
    await applyAll(api, rbac);
    return !await settlesTo(false);
  } finally {
    await applyAll(api, original.filter(({ kind }) => kind.startsWith('Role')));
    await settlesTo(true);
  }
}

/**
 * Whether the picker may do all that it needs, as soon as that is the wanted answer: the API server learns of a changed
 * Role a moment after it.
 */
async function settlesTo(wanted: boolean): Promise<boolean> {
  for (const deadline = Date.now() + 2000; ;) {
    const answers = await Promise.all(
      neededByPicker(original).map(access => isAllowed(api, 'gaie-llama31-epp', namespace, access)),
    );
    const all = !answers.includes(false);
    if (all === wanted || Date.now() > deadline) return all;
    await setTimeout(100);
  }
}

async function refusedByPicker(manifests: Manifest[]): Promise<boolean> {
  const inPlace = manifests.filter(({ kind }) => pickerKinds.includes(kind));
  const before = original.filter(({ kind }) => pickerKinds.includes(kind));
  try {
    const answers = await Promise.all(inPlace.map(manifest => api.apply(resourcePath(manifest), manifest)));
    const moved = inPlace.find(
      ({ kind, apiVersion }) =>
        kind === 'InferencePool' && apiVersion !== before.find(other => other.kind === 'InferencePool')!.apiVersion,
    );
    if (moved) await api.delete(resourcePath(before.find(({ kind }) => kind === 'InferencePool')!));
    return (
      answers.some(({ status }) => status >= 300)
      || (await pickerProblem(api, 'v0.3.2', manifests, patience)) !== undefined
    );
  } finally {
    await applyAll(api, before);
    await settlesTo(true);
  }
}

async function refusedByProxy(manifests: Manifest[]): Promise<boolean> {
  const [port] = await freePorts(1);
  const args = (podOf(manifests, 'decode').spec.initContainers[0].args as string[]).map(argument =>
    argument.startsWith('--port=') ? `--port=${port}` : argument,
  );
  const proxy = new Program(programs['routing-proxy-v0.4.0']!, args);
  try {
    await proxy.until(
      'the proxy to listen',
      () => Promise.resolve(proxy.output.includes(`"addr":"[::]:${port}"`)),
      patience,
    );
    return false;
  } catch {
    return true;
  } finally {
    await proxy.stop();
  }
}

async function driftsInArgo(manifests: Manifest[]): Promise<boolean> {
  const before = new Set(original.map(manifest => JSON.stringify(manifest)));
  const changed = manifests.filter(manifest => !before.has(JSON.stringify(manifest)));
  try {
    await Promise.all(changed.map(manifest => api.apply(resourcePath(manifest), manifest)));
    const diffs = judge('argo-diff', { desired: changed, kubeconfig }) as Manifest[];
    return diffs.some(diff =>
      ['clientSide', 'serverSideApply', 'serverSideDiff'].some(strategy => !diff[strategy].inSync),
    );
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
