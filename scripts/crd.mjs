import { parseAllDocuments } from 'yaml';
import { withoutDescriptions } from './schema-prose.mjs';

/**
 * One CustomResourceDefinition out of a file, cut to the version in use and to what decides which objects the server
 * takes. Gone are the prose, kubectl's extra columns, the chart labels, and what only a server writes
 * (`creationTimestamp`, `status`).
 */
export function cutCrd(yaml, kind, version) {
  const { apiVersion, kind: type, metadata, spec } = definitionOf(yaml, kind);
  const used = spec.versions.filter(({ name }) => name === version);
  // Objects are kept in one version only; a bundle without that one would not install.
  if (used.length !== 1 || !used[0].storage) throw new Error(`${metadata.name} must store version ${version}`);
  return {
    apiVersion,
    kind: type,
    // The annotations stay: the server refuses a CRD of a *.k8s.io group without `api-approved.kubernetes.io`.
    metadata: { name: metadata.name, annotations: metadata.annotations },
    spec: { ...spec, versions: used.map(cutVersion) },
  };
}

function definitionOf(yaml, kind) {
  const found = parseAllDocuments(yaml).map(document => document.toJS()).filter(crd => crd?.spec?.names?.kind === kind);
  if (found.length !== 1) throw new Error(`exactly one definition of ${kind} must be in the file, got ${found.length}`);
  return found[0];
}

function cutVersion({ name, served, storage, subresources, schema }) {
  return {
    name,
    served,
    storage,
    subresources,
    schema: { openAPIV3Schema: withoutDescriptions(schema.openAPIV3Schema) },
  };
}
