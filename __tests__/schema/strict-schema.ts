import { Schema } from '../../scripts/open-api-schema';

/**
 * The schema as a server reads it under strict field validation: an object has the fields that are listed and no
 * others, unless its keys are free (`additionalProperties`) or unknown fields are kept. The branches of anyOf, oneOf,
 * allOf and not stay as they are: they constrain values and list no fields.
 */
export function strictSchema(schema: Schema): Schema {
  // CRDs spell the choice out in `anyOf`; the Kubernetes definitions carry only the mark.
  if (schema['x-kubernetes-int-or-string']) return schema.anyOf ? schema : { ...schema, type: ['integer', 'string'] };
  const { properties, items, additionalProperties } = schema;
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, strictSchema(property)]),
      ),
    }),
    ...(items && { items: strictSchema(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: strictSchema(additionalProperties) }),
    ...(isClosed(schema) && { additionalProperties: false }),
  };
}

function isClosed(schema: Schema): boolean {
  return (
    schema.type === 'object'
    && schema.additionalProperties === undefined
    && !schema['x-kubernetes-preserve-unknown-fields']
  );
}
