import { isDeepStrictEqual } from 'node:util';
import { kinds as workloadKinds } from '../../workloads/workloads';
import { gib } from '../language/amount';
import { describe, RenderedObject, WrittenObject } from '../language/rendered-object';
import type { Violation } from '../language/rule';
import type { ChangeRule } from './change-rule';
import { ImmutableField, valueAt } from './immutable-field';
import type { LastSynth } from './last-synth';

/** An object that exists can take what is written. */
export const immutableFieldRule: ChangeRule = {
  id: 'PD517',
  title: 'A field that the API server does not change in place is not changed',
  severity: 'error',
  cause:
    'the object of the last synth exists in the cluster, and the API server refuses the new one with `field is '
    + 'immutable` or `Forbidden`: what is applied after it is never applied, or the two do not fit together',
  fix:
    'keep the value, or delete the object and let it be made anew, with `waive: { PD517: \'<reason>\' }` for this one '
    + 'change',
  source:
    'kubernetes 1.34 pkg/apis/core/validation/validation.go (ValidatePersistentVolumeClaimUpdate, '
    + 'ValidateServiceUpdate, ValidateConfigMapUpdate, ValidateSecretUpdate), '
    + 'pkg/registry/apps/deployment/strategy.go, pkg/apis/apps/validation/validation.go, '
    + 'pkg/apis/batch/validation/validation.go, pkg/apis/resource/validation/validation.go, '
    + 'pkg/apis/rbac/validation/validation.go, '
    + 'pkg/apis/storage/validation/validation.go, pkg/apis/scheduling/validation/validation.go',
  evidence: 'read',
  holdsFor: 'objects whose last form is in the output folder',
  check: (objects, last) => objects.flatMap(written => refusedChanges(written, last)),
};

const claim = { kinds: ['PersistentVolumeClaim'], first: 'stop the pods that mount it; the weights are lost' } as const;
const isKept = ({ immutable }: RenderedObject): boolean => immutable === true;

const immutableFields: readonly ImmutableField[] = [
  {
    ...claim, path: 'spec.resources.requests.storage', field: 'modelCache.size',
    refuses: (from, to) => (gib(String(to)) ?? Infinity) < (gib(String(from)) ?? 0),
  },
  { ...claim, path: 'spec.storageClassName', field: 'modelCache.storageClassName' },
  { ...claim, path: 'spec.accessModes' },
  { ...claim, path: 'spec.volumeMode' },
  { ...claim, path: 'spec.volumeName' },
  { ...claim, path: 'spec.selector' },
  { ...claim, path: 'spec.dataSource' },
  { ...claim, path: 'spec.dataSourceRef' },
  { kinds: [...new Set(['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet', ...workloadKinds()])],
    path: 'spec.selector', first: 'its pods are stopped too' },
  { kinds: ['StatefulSet'], path: 'spec.serviceName' },
  { kinds: ['StatefulSet'], path: 'spec.volumeClaimTemplates' },
  { kinds: ['StatefulSet'], path: 'spec.podManagementPolicy' },
  { kinds: ['Job'], path: 'spec.template', concerns: job => !isMadeAnew(job) },
  { kinds: ['Job'], path: 'spec.completionMode', concerns: job => !isMadeAnew(job) },
  { kinds: ['Service'], path: 'spec.clusterIP' },
  { kinds: ['RoleBinding', 'ClusterRoleBinding'], path: 'roleRef' },
  { kinds: ['ConfigMap', 'Secret'], path: 'data', concerns: isKept },
  { kinds: ['ConfigMap', 'Secret'], path: 'binaryData', concerns: isKept },
  { kinds: ['ConfigMap', 'Secret'], path: 'immutable', concerns: isKept },
  { kinds: ['Secret'], path: 'type' },
  ...['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode']
    .map(path => ({ kinds: ['StorageClass'], path })),
  ...['ResourceClaimTemplate', 'ComputeDomain']
    .map(kind => ({ kinds: [kind], path: 'spec', field: 'claim', first: 'pods that run keep their claims' })),
  { kinds: ['PriorityClass'], path: 'value' },
  { kinds: ['PriorityClass'], path: 'preemptionPolicy' },
];

/** The kinds whose last form must be known. */
export const immutableKinds: readonly string[] = [...new Set(immutableFields.flatMap(({ kinds }) => kinds))];

/** Argo CD deletes such a Job before each sync, and Flux with `force` makes it anew. */
function isMadeAnew({ metadata }: RenderedObject): boolean {
  const { annotations = {} } = metadata ?? {};
  return annotations['argocd.argoproj.io/hook'] !== undefined
    || annotations['kustomize.toolkit.fluxcd.io/force'] === 'Enabled';
}

function refusedChanges(written: WrittenObject, last: LastSynth): Violation[] {
  const { object } = written;
  const fields = immutableFields.filter(({ kinds }) => kinds.includes(String(object.kind)));
  if (fields.length === 0) return [];
  const text = last.textOf(written);
  if (text === undefined || text === written.text) return [];
  const was = last.objectOf(written);
  if (was === undefined) return [];
  return fields.filter(({ concerns = () => true }) => concerns(was)).flatMap((field) => {
    const [from, to] = [valueAt(was, field.path), valueAt(object, field.path)];
    const isRefused = !isDeepStrictEqual(from, to) && (field.refuses?.(from, to) ?? true);
    return isRefused ? [violation(object, field, from, to)] : [];
  });
}

function violation(object: RenderedObject, field: ImmutableField, from: unknown, to: unknown): Violation {
  const { field: ofSpec, first, path } = field;
  const { name, namespace } = object.metadata ?? {};
  const inNamespace = typeof namespace === 'string' ? ` -n ${namespace}` : '';
  const command = `kubectl delete ${String(object.kind).toLowerCase()} ${String(name)}${inNamespace}`;
  const keep = ofSpec === undefined || from === undefined
    ? 'keep what it was'
    : `set \`${ofSpec}\` to ${shown(from)}${field.refuses ? ' or more' : ''}`;
  return {
    field: ofSpec ?? `${describe(object)} ${path}`,
    cause:
      `\`${path}\` of ${describe(object)} was ${shown(from)} in the last synth and is ${shown(to)}; the API server `
      + 'does not change it in an object that exists',
    fix:
      `${keep}. Or make the object anew: \`${command}\`${first === undefined ? '' : ` (${first})`}, set `
      + '`waive: { PD517: \'<reason>\' }` for this one change, and deploy',
  };
}

function shown(value: unknown): string {
  return value === undefined ? 'not set' : typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}
