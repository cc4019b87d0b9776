/**
 * The same schema without `description`, at every level. Only the keyword goes: a field that is called `description`
 * (PriorityClass has one) stays, and so do defaults, enums and the rules of `x-kubernetes-validations`, which are
 * values, not schemas.
 */
export function withoutDescriptions(schema) {
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(Object.entries(schema)
    .filter(([keyword]) => keyword !== 'description')
    .map(([keyword, value]) => [keyword, below(keyword, value)]));
}

function below(keyword, value) {
  switch (keyword) {
    case 'properties':
      return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, withoutDescriptions(schema)]));
    case 'items': case 'additionalProperties': case 'not':
      return withoutDescriptions(value);
    case 'allOf': case 'anyOf': case 'oneOf':
      return value.map(withoutDescriptions);
    default:
      return value;
  }
}
