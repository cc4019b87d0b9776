import { Rule, Violation } from '../../language/rule';
import { poolSpec } from '../../../plan/pool-spec';

/** Text that survives the way through YAML into a container. */
export const textRules: readonly Rule[] = [
  {
    id: 'PD714',
    title: 'A name that is set is not empty',
    severity: 'error',
    cause:
      'the flag would have no value, or be split into several: vLLM would serve a model without a name, or look for a '
      + 'revision without one',
    fix: 'set the field to a name, or remove it',
    source: 'vLLM 0.27.1 `--served-model-name`, `--revision`, `--dtype`, `--kv-cache-dtype`, `--quantization`',
    evidence: 'read',
    check: ({ spec: { engine = {}, model } }) => [
      ...word('model.revision', model.revision),
      ...word('model.region', model.region),
      ...word('model.account', model.account),
      ...[model.servedName].flat().flatMap((name, index) =>
        word(`model.servedName${Array.isArray(model.servedName) ? `[${index}]` : ''}`, name)),
      ...(Array.isArray(model.servedName) && model.servedName.length === 0
        ? [{ field: 'model.servedName', cause: 'must have at least one name' }]
        : []),
      ...(['dtype', 'kvCacheDtype', 'quantization'] as const).flatMap(name => word(`engine.${name}`, engine[name])),
      ...word('engine.speculation.model', engine.speculation?.model),
      ...word('engine.attentionBackend', engine.attentionBackend),
    ],
    example: { field: 'model.revision', fails: '', passes: 'v1' },
  },
  {
    id: 'PD727',
    title: 'A path on the node is absolute and has no `..`',
    severity: 'error',
    cause: 'the API server refuses a path with `..`, and a relative path has no meaning on a node',
    fix: 'use an absolute path without `..`',
    source: 'Kubernetes 1.34 pkg/apis/core/validation, validateHostPathVolumeSource',
    evidence: 'proven',
    waivable: false,
    check: ({ spec: { modelCache } }) =>
      modelCache?.type !== 'hostPath'
      || (modelCache.path.startsWith('/')
        && !modelCache.path.split('/').includes('..')
        && !modelCache.path.includes(':'))
        ? []
        : [
            {
              field: 'modelCache.path',
              cause: `must be an absolute path without \`..\` and \`:\`, got '${modelCache.path}'`,
            },
          ],
    example: {
      field: 'modelCache',
      fails: { type: 'hostPath', path: '/data/../etc' },
      passes: { type: 'hostPath', path: '/data' },
      implies: ['PD628'],
    },
  },
  {
    id: 'PD728',
    title: 'Text has no characters that YAML parsers read differently',
    severity: 'error',
    cause:
      'control characters, the line separators of Unicode, half surrogate pairs and noncharacters are refused '
      + 'by some YAML parsers and changed by others: '
      + 'the cluster would get another text than that of the spec',
    fix: 'remove the character, or encode the text in base64',
    source: 'YAML 1.2.2 section 5.1 against sigs.k8s.io/yaml: 11 of 69 awkward strings were read differently',
    evidence: 'proven',
    waivable: false,
    check: ({ pools, spec }) =>
      [
        ...notPortableInTable(spec.release, 'release'),
        ...notPortableInTable(spec.gateway, 'gateway'),
        ...notPortable(spec.model, 'model'),
        ...notPortable(spec.modelCache ?? {}, 'modelCache'),
        ...notPortable(spec.waive ?? {}, 'waive'),
        ...pools.flatMap(({ role }) => notPortable(poolSpec(spec, role), role)),
      ].map(
        (field): Violation => ({ field, cause: 'contains a character that is not portable (the text is not shown)' }),
      ),
    example: { field: 'decode.extraEnv', fails: { NOTE: 'a\u0007' }, passes: { NOTE: 'a' } },
  },
];

function word(field: string, value: string | undefined): Violation[] {
  return value === undefined || /^\S+$/.test(value) ? [] : [{ field, cause: 'must be a word without spaces' }];
}

const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}/u;

/** The fields, keys included, whose text is not portable. */
function notPortable(value: unknown, field: string): string[] {
  if (typeof value === 'string') return control.test(value) ? [field] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => notPortable(item, `${field}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [
    ...(control.test(key) ? [`${field}.${key}`] : []),
    ...notPortable(child, `${field}.${key}`),
  ]);
}

const tables = new WeakMap<object, readonly string[]>();

/** The same for a table that many deployments share: it is read once. */
function notPortableInTable(table: object, field: string): readonly string[] {
  const known = tables.get(table);
  if (known) return known;
  const found = notPortable(table, field);
  tables.set(table, found);
  return found;
}
