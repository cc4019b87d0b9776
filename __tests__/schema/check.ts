import { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { goPattern } from '../../lib/schema/go-pattern';
import { errorLine } from './error-line';
import { builtInDefinitions, schemaOf } from './kinds';
import { addListKeywords } from './list-keywords';
import { nullPaths } from './null-paths';

/**
 * What an API server with the pinned versions would refuse in this manifest by its schema, offline: unknown and missing
 * fields, wrong types, values out of bounds, repeated list keys and nulls. One line each, for example
 * `Deployment/llama-decode: /spec/replicas must be integer, got "2"`. CEL rules and references between objects are
 * outside of it.
 */
export function schemaErrors(manifest: object): string[] {
  const { apiVersion, kind, metadata } = manifest as {
    apiVersion?: unknown;
    kind?: unknown;
    metadata?: { name?: unknown } | null;
  };
  const subject = `${String(kind)}/${String(metadata?.name)}`;
  const validate = validatorOf(String(apiVersion), String(kind));
  if (!validate)
    return [`${subject}: apiVersion and kind must be in schemas/ or crds/, got ${String(apiVersion)} ${String(kind)}`];
  const lines = [
    ...metadata?.name === undefined ? ['/metadata/name must be set'] : [],
    ...nullPaths(manifest).map(path => `${path} must not be null`),
    ...violations(validate, manifest),
  ];
  return lines.map(line => `${subject}: ${line}`);
}

function violations(validate: ValidateFunction, manifest: object): string[] {
  if (validate(manifest)) return [];
  return (validate.errors ?? []).filter(error => error.data !== null && !inBranch(error)).map(errorLine);
}

/** Of a failed choice only the choice itself is reported, not why each of its branches failed. */
function inBranch({ schemaPath }: ErrorObject): boolean {
  return /\/(anyOf|oneOf|not)\//.test(schemaPath);
}

const validators = new Map<string, ValidateFunction | undefined>();

function validatorOf(apiVersion: string, kind: string): ValidateFunction | undefined {
  const key = `${apiVersion} ${kind}`;
  if (!validators.has(key)) {
    const schema = schemaOf(apiVersion, kind);
    validators.set(key, schema && ajv().compile(schema));
  }
  return validators.get(key);
}

let compiler: Ajv | undefined;

function ajv(): Ajv {
  if (compiler) return compiler;
  // Unknown keywords and formats in a schema are errors; the loose types are OpenAPI's way to write a rule beside its
  // type.
  compiler = new Ajv({
    allErrors: true,
    verbose: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    code: { regExp: Object.assign(goPattern, { code: 'new RegExp' }) },
  });
  addFormats(compiler);
  addListKeywords(compiler);
  compiler.addVocabulary([
    'x-kubernetes-group-version-kind',
    'x-kubernetes-int-or-string',
    'x-kubernetes-map-type',
    'x-kubernetes-patch-merge-key',
    'x-kubernetes-patch-strategy',
    'x-kubernetes-preserve-unknown-fields',
    'x-kubernetes-unions',
    'x-kubernetes-validations',
  ]);
  return compiler.addSchema(builtInDefinitions());
}
