import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Testing } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { DisaggregatedInference, InferenceSpec } from '../lib';
import { RECORD_KEY, RecordedDeployment, recordedObject, recordText } from '../lib/plan/record';
import { recordedEngines } from '../lib/rules/objects/recorded-engine';
import { stringify } from '../lib/yaml/yaml';

/** A Kubernetes object as it is in the YAML. */
export type Manifest = Record<string, any>;

/** What has a Deployment. */
type Part = 'prefill' | 'decode' | 'epp' | 'tokenizer';

/** The objects of `dist/<deployment>.k8s.yaml`. */
export function distManifests(deployment: string): Manifest[] {
  const text = readFileSync(join(__dirname, '..', 'dist', `${deployment}.k8s.yaml`), 'utf8');
  return parseAllDocuments(text, { version: '1.1' }).map(document => document.toJS() as Manifest);
}

/** The objects of a deployment. */
export function manifestsOf(spec: InferenceSpec, name = 'llama'): Manifest[] {
  return Testing.synth(new DisaggregatedInference(new App(), name, spec)) as Manifest[];
}

/**
 * A file of `dist/` with these objects. Its record is made anew, as if a synth had written them; without a record the
 * file has none.
 */
export function yamlOf(manifests: readonly Manifest[]): string {
  // As JSON has them: a field without a value is none.
  return stringify(sealed(manifests).map(manifest => JSON.parse(JSON.stringify(manifest)) as Manifest));
}

function sealed(manifests: readonly Manifest[]): readonly Manifest[] {
  const record = manifests.find(({ data }) => data?.[RECORD_KEY] !== undefined);
  if (record === undefined) return manifests;
  const others = manifests.filter(manifest => manifest !== record);
  const empty: Manifest = { ...record, data: { [RECORD_KEY]: '' } };
  const { digest: _, ...fields } = JSON.parse(record.data[RECORD_KEY]) as RecordedDeployment & {
    readonly digest: string;
  };
  const text = recordText({
    ...fields,
    engines: others.flatMap(recordedEngines),
    objects: [...others, empty].map(recordedObject),
  });
  return manifests.map(manifest => manifest === record ? { ...record, data: { [RECORD_KEY]: text } } : manifest);
}

/** All objects but the record, which changes with each of them. */
export function withoutRecord(manifests: readonly Manifest[]): Manifest[] {
  return manifests.filter(({ data }) => data?.[RECORD_KEY] === undefined);
}

/** The only object of a kind, or the one of that name. */
export function only(manifests: readonly Manifest[], kind: string, name?: string): Manifest {
  const found = manifests.filter(
    manifest => manifest.kind === kind && (name === undefined || manifest.metadata.name === name),
  );
  expect(found.map(manifest => `${manifest.kind}/${manifest.metadata.name}`)).toEqual([
    expect.stringMatching(`^${kind}/${name ?? ''}`),
  ]);
  return found[0]!;
}

/** The pod template of the Deployment whose name ends in `-<role>`. */
export function podOf(manifests: readonly Manifest[], role: Part): Manifest {
  return deploymentOf(manifests, role).spec.template as Manifest;
}

/** The Deployment whose name ends in `-<role>`. */
export function deploymentOf(manifests: readonly Manifest[], role: Part): Manifest {
  const found = manifests.filter(({ kind, metadata }) => kind === 'Deployment' && metadata.name.endsWith(`-${role}`));
  expect(found).toHaveLength(1);
  return found[0]!;
}
