import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Testing } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { DisaggregatedInference, InferenceSpec } from '../lib';

/** A Kubernetes object as it is in the YAML. */
export type Manifest = Record<string, any>;

/** The objects of `dist/<deployment>.k8s.yaml`. */
export function distManifests(deployment: string): Manifest[] {
  const text = readFileSync(join(__dirname, '..', 'dist', `${deployment}.k8s.yaml`), 'utf8');
  return parseAllDocuments(text, { version: '1.1' }).map(document => document.toJS() as Manifest);
}

/** The objects of a deployment. */
export function manifestsOf(spec: InferenceSpec, name = 'llama'): Manifest[] {
  return Testing.synth(new DisaggregatedInference(new App(), name, spec)) as Manifest[];
}

/** The only object of a kind, or the one of that name. */
export function only(manifests: readonly Manifest[], kind: string, name?: string): Manifest {
  const found = manifests.filter(manifest => manifest.kind === kind && (name === undefined || manifest.metadata.name === name));
  expect(found.map(manifest => `${manifest.kind}/${manifest.metadata.name}`)).toEqual([expect.stringMatching(`^${kind}/${name ?? ''}`)]);
  return found[0]!;
}

/** The pod template of the Deployment whose name ends in `-<role>`. */
export function podOf(manifests: readonly Manifest[], role: 'prefill' | 'decode' | 'epp'): Manifest {
  return deploymentOf(manifests, role).spec.template as Manifest;
}

/** The Deployment whose name ends in `-<role>`. */
export function deploymentOf(manifests: readonly Manifest[], role: 'prefill' | 'decode' | 'epp'): Manifest {
  const found = manifests.filter(({ kind, metadata }) => kind === 'Deployment' && metadata.name.endsWith(`-${role}`));
  expect(found).toHaveLength(1);
  return found[0]!;
}
