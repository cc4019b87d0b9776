// Writes lib/schema/kinds.json from crds/ and schemas/: what the API server checks of each kind, as one table. A test
// says when it is out of date.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { SchemaTable, SchemaText } from '../lib/schema/schema-table';
import { Schema } from './open-api-schema';
import { withServerRules } from './server-rules';

const root = join(__dirname, '..');

/** The text of lib/schema/kinds.json, a line a node. */
export function kindsFile(): string {
  const { kinds, nodes } = new Table().filled();
  return `{"kinds":${JSON.stringify(kinds)},\n"nodes":[\n${nodes.map(node => JSON.stringify(node)).join(',\n')}\n]}\n`;
}

/** Collects nodes, each once: the same filters, for example, are in two places of a route. */
class Table {
  private readonly nodes: SchemaText[] = [];
  private readonly known = new Map<string, number>();
  private readonly definitions = (
    JSON.parse(readFileSync(join(root, 'schemas/kubernetes.json'), 'utf8')) as { definitions: Record<string, Schema> }
  ).definitions;

  public filled(): SchemaTable {
    const kinds: Record<string, number> = {};
    for (const [name, schema] of Object.entries(this.definitions)) {
      for (const { group, version, kind } of schema['x-kubernetes-group-version-kind'] ?? [])
        kinds[`${group ? `${group}/` : ''}${version} ${kind}`] = this.definition(name);
    }
    for (const [kind, schema] of customKinds()) kinds[kind] = this.node(schema);
    return { kinds, nodes: this.nodes };
  }

  /** What a reference says beside its name counts as well. */
  private definition(name: string, beside: Schema = {}): number {
    const schema = this.definitions[name];
    if (!schema) throw new Error(`${name} must be in schemas/kubernetes.json`);
    return this.node({ ...withServerRules(name, schema), ...beside });
  }

  /** `within` a choice a schema lists no fields: it says more about those that the schema around it lists. */
  private node(schema: Schema, within = false): number {
    const { $ref, ...beside } = schema;
    if (typeof $ref === 'string') return this.definition($ref.replace('#/definitions/', ''), beside);
    const { properties, items, additionalProperties, not, allOf, anyOf, oneOf } = schema as Choices;
    const choice = (schemas: readonly Schema[]) => schemas.map(each => this.node(each, true));
    const node: SchemaText = {
      ...Object.fromEntries(Object.entries(schema).filter(([keyword]) => copied.has(keyword))),
      ...(schema['x-kubernetes-int-or-string'] ? { type: ['integer', 'string'] } : {}),
      ...(properties && {
        properties: Object.fromEntries(
          Object.entries(properties).map(([name, property]) => [name, this.node(property, within)]),
        ),
      }),
      ...(items && { items: this.node(items, within) }),
      ...(typeof additionalProperties === 'object' && { values: this.node(additionalProperties, within) }),
      ...(!within
        && schema.type === 'object'
        && additionalProperties === undefined
        && !schema['x-kubernetes-preserve-unknown-fields'] && { closed: true }),
      ...(schema['x-kubernetes-list-map-keys'] ? { mapKeys: schema['x-kubernetes-list-map-keys'] as string[] } : {}),
      ...(schema['x-kubernetes-list-type'] === 'set' ? { set: true } : {}),
      ...(schema['x-kubernetes-validations']
        ? { rules: schema['x-kubernetes-validations'] as SchemaText['rules'] }
        : {}),
      ...(not && { not: this.node(not, true) }),
      ...(allOf && { allOf: choice(allOf) }),
      // The two branches of an int-or-string say what its type says already.
      ...(anyOf && !schema['x-kubernetes-int-or-string'] && { anyOf: choice(anyOf) }),
      ...(oneOf && { oneOf: choice(oneOf) }),
    };
    return this.add(node);
  }

  private add(node: SchemaText): number {
    const text = JSON.stringify(node);
    const index = this.known.get(text) ?? this.nodes.push(node) - 1;
    this.known.set(text, index);
    return index;
  }
}

interface Choices extends Schema {
  readonly not?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** The keywords that mean in the table what they mean in OpenAPI. */
const copied = new Set([
  'type',
  'format',
  'enum',
  'pattern',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'required',
  'nullable',
  'default',
]);

function customKinds(): [string, Schema][] {
  const crds = readdirSync(join(root, 'crds'))
    .sort()
    .flatMap(file =>
      parseAllDocuments(readFileSync(join(root, 'crds', file), 'utf8')).map(
        document => document.toJS() as CustomResource,
      ),
    );
  return crds.flatMap(({ spec }) => spec.versions.map(({ name, schema }): [string, Schema] =>
    [`${spec.group}/${name} ${spec.names.kind}`, withObjectFields(schema.openAPIV3Schema)]));
}

interface CustomResource {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

/** A CRD leaves the fields that every object has to the server. */
function withObjectFields(schema: Schema): Schema {
  const metadata = { $ref: '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' };
  return {
    ...schema,
    properties: { ...schema.properties, apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata },
  };
}

if (require.main === module) writeFileSync(join(root, 'lib/schema/kinds.json'), kindsFile());
