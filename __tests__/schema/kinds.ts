import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { Schema } from '../../scripts/open-api-schema';
import { withServerRules } from '../../scripts/server-rules';
import { strictSchema } from './strict-schema';

/** A CustomResourceDefinition as a bundle of `crds/` holds it. */
export interface CustomResource {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

const root = join(__dirname, '../..');
const definitionsId = 'kubernetes';
const refTo = (name: string): Schema => ({ $ref: `${definitionsId}#/definitions/${name}` });

/** The strict schema of one kind; `undefined` when neither Kubernetes nor a bundle of `crds/` has it. */
export function schemaOf(apiVersion: string, kind: string): Schema | undefined {
  kinds ??= new Map([...builtInKinds(), ...customKinds()]);
  return kinds.get(`${apiVersion} ${kind}`);
}

/**
 * The Kubernetes definitions, strict and with the server's own rules, under the id that the schemas of the kinds refer
 * to.
 */
export function builtInDefinitions(): Schema {
  const definitions = Object.entries(kubernetes()).map(([name, schema]) => [
    name,
    strictSchema(withServerRules(name, schema)),
  ]);
  return { $id: definitionsId, definitions: Object.fromEntries(definitions) as Record<string, Schema> };
}

/** The bundles of `crds/` by file name. */
export function crdBundles(): Map<string, CustomResource[]> {
  return new Map(readdirSync(join(root, 'crds')).sort().map(file => [file, crdsOf(file)]));
}

let kinds: Map<string, Schema> | undefined;

/** The definitions of `schemas/kubernetes.json` by their full OpenAPI name. */
export function kubernetes(): Record<string, Schema> {
  return (
    JSON.parse(readFileSync(join(root, 'schemas/kubernetes.json'), 'utf8')) as { definitions: Record<string, Schema> }
  ).definitions;
}

function builtInKinds(): [string, Schema][] {
  return Object.entries(kubernetes()).flatMap(([name, schema]) =>
    (schema['x-kubernetes-group-version-kind'] ?? []).map(({ group, version, kind }): [string, Schema] =>
      [`${group ? `${group}/` : ''}${version} ${kind}`, refTo(name)]));
}

function customKinds(): [string, Schema][] {
  return [...crdBundles().values()]
    .flat()
    .flatMap(({ spec }) =>
      spec.versions.map(({ name, schema }): [string, Schema] => [
        `${spec.group}/${name} ${spec.names.kind}`,
        customSchema(schema.openAPIV3Schema),
      ]),
    );
}

/** A CRD's schema leaves the three fields that every object has to the server; `metadata` is the same for all kinds. */
function customSchema(schema: Schema): Schema {
  const strict = strictSchema(schema);
  const metadata = refTo('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');
  return {
    ...strict,
    properties: { ...strict.properties, apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata },
  };
}

function crdsOf(file: string): CustomResource[] {
  return parseAllDocuments(readFileSync(join(root, 'crds', file), 'utf8')).map(
    document => document.toJS() as CustomResource,
  );
}
