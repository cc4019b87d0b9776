import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { cacheFolder } from '../programs/cache.mjs';
import { goModule } from '../scripts/go-module.mjs';

/**
 * The minor versions that manifests are checked for: that of native sidecars without a feature gate is 1.29, these are
 * the ones that are still served.
 */
export const kubernetesVersions = {
  '1.31': { version: 'v1.31.14', sum: 'h1:UtjLfqvXLuSVDdJ4+NpQCIfFkKkLnAAVmxAEMsnkhjk=' },
  '1.32': { version: 'v1.32.10', sum: 'h1:yiRa8DyKp4Yrbv028MP6kpp5N1N3eO8Hp/tSCbBGIPE=' },
  1.33: { version: 'v1.33.6', sum: 'h1:NOIZqkx8M4XfdyRKllzLSBiMgSilPzSvCembfzOMk6A=' },
  1.34: { version: 'v1.34.4', sum: 'h1:Yy6R4QB8C9kJPp25GFqEvX5XQwY5qzKeqD0Xx6oAcmk=' },
};

/**
 * A folder with a JSON Schema for each kind at one version, strict: a field that is not listed is refused. Made once
 * from the module of that version.
 */
export function kubernetesSchemas(minor) {
  const { version, sum } = kubernetesVersions[minor];
  const folder = cacheFolder('checkers', 'schemas', version);
  const done = join(folder, 'done');
  if (existsSync(done)) return folder;
  const { definitions } = JSON.parse(
    goModule({ path: 'k8s.io/kubernetes', version, sum }).read('api/openapi-spec/swagger.json'),
  );
  const strict = Object.fromEntries(
    Object.entries(definitions).map(([name, schema]) => [name, leaf(name) ?? closed(schema)]),
  );
  for (const [name, schema] of Object.entries(definitions)) {
    for (const { group, version: api, kind } of schema['x-kubernetes-group-version-kind'] ?? []) {
      // As kubeconform calls them: the group without its domain, none for the core group.
      const file = `${[kind, group.split('.')[0], api].filter(Boolean).join('-')}.json`.toLowerCase();
      writeFileSync(
        join(folder, file),
        JSON.stringify({ $ref: `#/definitions/${name}`, definitions: reached(name, strict) }),
      );
    }
  }
  writeFileSync(done, '');
  return folder;
}

/** A folder with the JSON Schemas of the custom resources in crds/. */
export function customSchemas() {
  const folder = cacheFolder('checkers', 'schemas', 'custom');
  const crds = new URL('../crds/', import.meta.url);
  for (const file of readdirSync(crds)) {
    for (const document of parseAllDocuments(readFileSync(new URL(file, crds), 'utf8'))) {
      const { group, names, versions } = document.toJS().spec;
      for (const { name, schema } of versions)
        writeFileSync(
          join(folder, `${names.kind}-${group}-${name}.json`.toLowerCase()),
          JSON.stringify(customResource(schema.openAPIV3Schema)),
        );
    }
  }
  return folder;
}

function reached(name, definitions, found = {}) {
  if (found[name]) return found;
  found[name] = definitions[name];
  for (const [, other] of JSON.stringify(found[name]).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g))
    reached(other, definitions, found);
  return found;
}

// What the server's decoders take and OpenAPI v2 cannot say.
function leaf(name) {
  if (name.endsWith('.IntOrString')) return { type: ['integer', 'string'] };
  if (name.endsWith('.Quantity')) return { type: ['number', 'string'] };
  return undefined;
}

/** Every object has these, whether its CRD lists them or not. */
function customResource({ properties, ...schema }) {
  const spec = closed({ ...schema, properties });
  return {
    ...spec,
    properties: {
      ...spec.properties,
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
    },
  };
}

function closed(schema) {
  if (schema['x-kubernetes-int-or-string']) return { type: ['integer', 'string'] };
  const { properties, items, additionalProperties } = schema;
  // Patterns of Go and formats of Kubernetes are not those of JSON Schema; the API server judges them in the cluster
  // tests.
  const { pattern, format, 'x-kubernetes-validations': rules, ...kept } = schema;
  return {
    ...kept,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([key, child]) => [key, closed(child)])),
    }),
    ...(items && { items: closed(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: closed(additionalProperties) }),
    ...(properties
      && additionalProperties === undefined
      && !schema['x-kubernetes-preserve-unknown-fields'] && { additionalProperties: false }),
  };
}
