import { Ajv } from 'ajv';
import { DataValidateFunction } from 'ajv/dist/types';

/**
 * Teaches Ajv the lists of Kubernetes that are really maps or sets: no two entries may have the same keys, or be the
 * same.
 */
export function addListKeywords(ajv: Ajv): void {
  ajv.addKeyword({
    keyword: 'x-kubernetes-list-map-keys',
    type: 'array',
    errors: true,
    compile: (keys: string[]) => unique(entry => Object.fromEntries(keys.map(key => [key, keyOf(entry, key)]))),
  });
  ajv.addKeyword({
    keyword: 'x-kubernetes-list-type',
    type: 'array',
    errors: true,
    compile: (type: string) => (type === 'set' ? unique(entry => entry) : () => true),
  });
}

// The server fills these in before it compares: the OpenAPI v2 document has no defaults.
const keyDefaults: Record<string, string> = { protocol: 'TCP' };

function keyOf(entry: unknown, key: string): unknown {
  return (entry as Record<string, unknown> | null)?.[key] ?? keyDefaults[key];
}

function unique(identityOf: (entry: unknown) => unknown): DataValidateFunction {
  const check: DataValidateFunction = (list: unknown[]) => {
    const identities = list.map(entry => JSON.stringify(identityOf(entry)));
    const repeated = identities.flatMap((identity, index) =>
      identities.indexOf(identity) < index ? [{ index, identity }] : [],
    );
    check.errors = repeated.map(params => ({ keyword: 'unique', params }));
    return repeated.length === 0;
  };
  return check;
}
