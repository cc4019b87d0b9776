import { withoutDescriptions } from './schema-prose.mjs';

// What the server's own decoders do with these types and OpenAPI v2 cannot say.
const leafTypes = {
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { 'x-kubernetes-int-or-string': true },
  // The grammar of k8s.io/apimachinery pkg/api/resource/quantity.go; a bare number is read as the string it is written
  // as.
  'io.k8s.apimachinery.pkg.api.resource.Quantity': {
    type: ['number', 'string'],
    pattern: '^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$',
  },
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
};

/**
 * The definitions of the given kinds (full OpenAPI names) and of everything they refer to, in the order of their names.
 */
export function cutOpenApi({ definitions }, kinds) {
  const used = new Map();
  const collect = (name) => {
    if (used.has(name)) return;
    const definition = leafTypes[name] ?? definitions[name];
    if (!definition) throw new Error(`${name} must be in the OpenAPI document`);
    used.set(name, withoutDescriptions(definition));
    referencesOf(used.get(name)).forEach(collect);
  };
  kinds.forEach(collect);
  return { definitions: Object.fromEntries([...used].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function referencesOf(schema) {
  return [...JSON.stringify(schema).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)].map(([, name]) => name);
}
