import { Rule, Violation } from '../../language/rule';
import { namedAccelerators } from '../../../plan/planned-devices';
import { poolSpec } from '../../../plan/pool-spec';

/** Labels, annotations and selectors as the API server takes them. */
export const metadataRules: readonly Rule[] = [
  {
    id: 'PD722',
    title: 'A label has a key and a value that Kubernetes accepts',
    severity: 'error',
    cause: 'the API server refuses the pod template',
    fix:
      'use at most 63 letters, digits, `-`, `_` and `.` for the key and the value; the key may have a DNS name '
      + 'and a slash before it',
    source: 'Kubernetes documentation, Labels and Selectors: Syntax and character set',
    evidence: 'proven',
    waivable: false,
    check: plan => [
      ...(isQualifiedName(plan.spec.release.endpointPicker.inferenceServingLabel)
        ? []
        : [{ field: 'release.endpointPicker.inferenceServingLabel', cause: 'is not a valid label key' }]),
      ...namedAccelerators(plan).filter(({ product }) => !isLabelValue(product)).map(({ field, product }) => (
        { field, cause: `is not a valid label value, got '${product}'` }
      )),
      ...plan.pools.flatMap(({ role }) =>
        (['labels', 'nodeSelector'] as const).flatMap(map =>
          Object.entries(poolSpec(plan.spec, role).pod?.[map] ?? {}).flatMap(([key, value]): Violation[] => {
            const field = `${role}.pod.${map}.${key}`;
            if (!isQualifiedName(key)) return [{ field, cause: 'is not a valid label key' }];
            return isLabelValue(value) ? [] : [{ field, cause: `is not a valid label value, got '${value}'` }];
          }),
        ),
      ),
    ],
    example: { field: 'decode.pod', fails: { labels: { team: 'team a' } }, passes: { labels: { team: 'team-a' } } },
  },
  {
    id: 'PD723',
    title: 'Annotations have keys that Kubernetes accepts, and are at most 256 KiB in total',
    severity: 'error',
    cause: 'the API server refuses the pod template',
    fix: 'use a key that would be valid for a label, or store the text elsewhere',
    source: 'Kubernetes 1.34 k8s.io/apimachinery/pkg/api/validation/objectmeta.go, TotalAnnotationSizeLimitB',
    evidence: 'proven',
    waivable: false,
    check: ({ pools, spec }) => [
      ...pools.flatMap(({ role }) => annotations(`${role}.pod.annotations`, poolSpec(spec, role).pod?.annotations)),
      ...(spec.model.credential?.type === 'workloadIdentity'
        ? annotations('model.credential.annotations', spec.model.credential.annotations)
        : []),
    ],
    example: {
      field: 'decode.pod',
      fails: { annotations: { 'a note': 'x' } },
      passes: { annotations: { 'a-note': 'x' } },
    },
  },
  {
    id: 'PD724',
    title: 'An environment variable has a name that Kubernetes accepts',
    severity: 'error',
    cause: 'the API server refuses the pod template',
    fix: 'use letters, digits and underscores, and do not begin with a digit',
    source:
      'Kubernetes 1.34 k8s.io/apimachinery/pkg/util/validation: IsEnvVarName; the relaxed form of 1.32 and '
      + 'later is not portable',
    evidence: 'read',
    waivable: false,
    check: ({ pools, spec }) =>
      pools.flatMap(({ role }) =>
        Object.keys(poolSpec(spec, role).extraEnv ?? {})
          .filter(name => !variableName.test(name))
          .map(
            (name): Violation => ({
              field: `${role}.extraEnv.${name}`,
              cause: `'${name}' is not a valid name of an environment variable`,
            }),
          ),
      ),
    example: { field: 'decode.extraEnv', fails: { 'MY-NAME': 'x' }, passes: { MY_NAME: 'x' } },
  },
  {
    id: 'PD725',
    title: 'A reference has valid names of an object and a key',
    severity: 'error',
    cause:
      'the API server refuses a key with other characters; no object can have a name with other characters, so '
      + 'the pod never starts',
    fix:
      'use lowercase letters, digits, `-` and `.` for the name of the object, and letters, digits, `-`, `_` '
      + 'and `.` for the key',
    source: 'Kubernetes 1.34 k8s.io/apimachinery/pkg/util/validation: IsConfigMapKey, IsDNS1123Subdomain',
    evidence: 'read',
    waivable: false,
    check: ({ pools, spec }) => [
      ...objectName('gateway.gatewayClassName', spec.gateway.gatewayClassName),
      ...(spec.model.token ? secretReference('model.token', spec.model.token) : []),
      ...(spec.modelCache && 'storageClassName' in spec.modelCache
        ? objectName('modelCache.storageClassName', spec.modelCache.storageClassName)
        : []),
      ...(spec.modelCache?.type === 'existingClaim'
        ? objectName('modelCache.claimName', spec.modelCache.claimName)
        : []),
      ...(spec.model.credential?.type === 'secret'
        ? objectName('model.credential.secretName', spec.model.credential.secretName)
        : []),
      ...objectName('network.caBundle.configMapName', spec.network?.caBundle?.configMapName),
      ...(spec.files ?? []).flatMap((files, index) => 'configMapName' in files
        ? objectName(`files[${index}].configMapName`, files.configMapName)
        : objectName(`files[${index}].secretName`, files.secretName)),
      ...pools.flatMap(({ role }) => [
        ...Object.entries(poolSpec(spec, role).extraEnv ?? {}).flatMap(([name, source]) =>
          typeof source === 'object' && 'secretName' in source
            ? secretReference(`${role}.extraEnv.${name}`, source)
            : [],
        ),
        ...(['priorityClassName', 'runtimeClassName', 'schedulerName'] as const).flatMap(name =>
          objectName(`${role}.pod.${name}`, poolSpec(spec, role).pod?.[name]),
        ),
        ...(poolSpec(spec, role).pod?.imagePullSecrets ?? []).flatMap(({ name }, index) =>
          objectName(`${role}.pod.imagePullSecrets[${index}].name`, name),
        ),
      ]),
    ],
    example: {
      field: 'model.token',
      fails: { secretName: 'Hub Token', key: 'token' },
      passes: { secretName: 'hub-token', key: 'token' },
    },
  },
  {
    id: 'PD726',
    title: 'An environment variable refers to a pod field that Kubernetes supports',
    severity: 'error',
    cause: 'the API server refuses any other path',
    fix:
      'use one of '
      + 'status.podIP, status.podIPs, status.hostIP, status.hostIPs, metadata.name, metadata.namespace, '
      + 'metadata.uid, spec.nodeName, spec.serviceAccountName, '
      + 'or `metadata.labels[\'<key>\']` or `metadata.annotations[\'<key>\']`',
    source: 'Kubernetes 1.34 pkg/apis/core/validation, validEnvDownwardAPIFieldPathExpressions',
    evidence: 'proven',
    waivable: false,
    check: ({ pools, spec }) =>
      pools.flatMap(({ role }) =>
        Object.entries(poolSpec(spec, role).extraEnv ?? {})
          .filter(
            ([, source]) => typeof source === 'object' && 'fieldPath' in source && !fieldPath.test(source.fieldPath),
          )
          .map(
            ([name]): Violation => ({
              field: `${role}.extraEnv.${name}.fieldPath`,
              cause: 'is not a field that an environment variable can refer to',
            }),
          ),
      ),
    example: {
      field: 'decode.extraEnv',
      fails: { NODE: { fieldPath: 'spec.node' } },
      passes: { NODE: { fieldPath: 'spec.nodeName' } },
    },
  },
];

function annotations(field: string, given: Readonly<Record<string, string>> = {}): Violation[] {
  const entries = Object.entries(given);
  const size = entries.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  return [
    ...entries
      .filter(([key]) => !isQualifiedName(key.toLowerCase()))
      .map(([key]) => ({ field: `${field}.${key}`, cause: 'is not a valid annotation key' })),
    ...(size > MAX_ANNOTATIONS
      ? [{ field, cause: `must be at most ${MAX_ANNOTATIONS} bytes in total, got ${size}` }]
      : []),
  ];
}

const MAX_ANNOTATIONS = 256 * 1024;
const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;
const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const labelName = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const fieldPath = new RegExp(
  `^(${[
    'status\\.(podIPs?|hostIPs?)',
    'metadata\\.(name|namespace|uid)',
    'metadata\\.(labels|annotations)\\[\'[^\'\\]]+\'\\]',
    'spec\\.(nodeName|serviceAccountName)',
  ].join('|')})$`,
);

function isQualifiedName(key: string): boolean {
  const [name = '', prefix, ...more] = key.split('/').reverse();
  return (
    more.length === 0
    && name.length <= 63
    && labelName.test(name)
    && (prefix === undefined || (prefix.length <= 253 && subdomain.test(prefix)))
  );
}

function isLabelValue(value: string): boolean {
  return labelValue.test(value) && value.length <= 63;
}

function secretReference(
  field: string,
  { secretName, key }: { readonly secretName: string; readonly key: string },
): Violation[] {
  return [
    ...objectName(`${field}.secretName`, secretName),
    ...(/^[-._a-zA-Z0-9]{1,253}$/.test(key) && key !== '.' && !key.startsWith('..')
      ? []
      : [{ field: `${field}.key`, cause: 'is not a valid key of a Secret' }]),
  ];
}

function objectName(field: string, name: string | undefined): Violation[] {
  return name === undefined || (name.length <= 253 && subdomain.test(name))
    ? []
    : [{ field, cause: 'is not a valid name of an object' }];
}
