import { parseAllDocuments } from 'yaml';
import { withoutDescriptions } from './schema-prose.mjs';

/**
 * One CustomResourceDefinition out of a file, cut to the version in use and to what decides which objects the server
 * takes. Gone are the prose, kubectl's extra columns, the chart labels, and what only a server writes
 * (`creationTimestamp`, `status`).
 * @param {string[]} [only] paths of the fields that stay; rules about others go with them. All stay without.
 */
export function cutCrd(yaml, kind, version, only) {
  const { apiVersion, kind: type, metadata, spec } = definitionOf(yaml, kind);
  const used = spec.versions.filter(({ name }) => name === version);
  // Objects are kept in one version only; a bundle without that one would not install.
  if (used.length !== 1 || !used[0].storage) throw new Error(`${metadata.name} must store version ${version}`);
  return {
    apiVersion,
    kind: type,
    // The annotations stay: the server refuses a CRD of a *.k8s.io group without `api-approved.kubernetes.io`.
    metadata: { name: metadata.name, annotations: metadata.annotations },
    spec: { ...spec, versions: used.map(used => cutVersion(used, only)) },
  };
}

function definitionOf(yaml, kind) {
  const found = parseAllDocuments(yaml).map(document => document.toJS()).filter(crd => crd?.spec?.names?.kind === kind);
  if (found.length !== 1) throw new Error(`exactly one definition of ${kind} must be in the file, got ${found.length}`);
  return found[0];
}

function cutVersion({ name, served, storage, subresources, schema }, only) {
  const openAPIV3Schema = withoutDescriptions(schema.openAPIV3Schema);
  return {
    name,
    served,
    storage,
    subresources,
    schema: {
      openAPIV3Schema: only ? onlyFields(openAPIV3Schema, only.map(path => path.split('.'))) : openAPIV3Schema,
    },
  };
}

/** A schema with these fields below it. A field whose path ends keeps all that is below it. */
function onlyFields({ 'x-kubernetes-validations': _, properties, ...schema }, paths) {
  const kept = Object.entries(properties).flatMap(([name, property]) => {
    const inside = paths.filter(([first]) => first === name).map(([, ...rest]) => rest);
    if (inside.length === 0) return [];
    return [[name, inside.some(({ length }) => length === 0) ? property : onlyFields(property, inside)]];
  });
  return { ...schema, properties: Object.fromEntries(kept) };
}
