import type { Role } from '../../spec/role';
import { kinds as workloadKinds } from '../../workloads/workloads';
import type { RenderedObject } from '../language/rendered-object';
import { engineOf } from '../language/engine-container';

/** The field of a spec that sets a place of an object; nothing where none does. */
export function fieldOf(object: RenderedObject, place: string): string | undefined {
  const role = engineOf(object)?.role;
  const fields = role === undefined ? fieldsByKind[String(object.kind)] ?? [] : fieldsOfRole(role);
  return fields.find(([pattern]) => pattern.test(place))?.[1];
}

/** Whether a rule between objects reads a place, or nothing that this library assumes depends on it. */
export function isJudged({ kind }: RenderedObject, place: string): boolean {
  const isMetadata = kind !== 'Namespace' && /^metadata\.(labels|annotations)\b/.test(place);
  return isMetadata || (judged[String(kind)] ?? []).some(pattern => pattern.test(place));
}

/** What lib/rules/objects/written-pairs.ts reads. */
const judged: Readonly<Record<string, readonly RegExp[]>> = {
  InferencePool: [/^spec\b/],
  HTTPRoute: [/^spec\.rules\[\w+\]\.backendRefs\b/],
  Service: [/^spec\.ports\b/],
  ...Object.fromEntries(workloadKinds().map(kind => [kind, [
    /^spec\.selector\b/, /^spec\.template\.metadata\.labels\b/,
    /^spec\.template\.spec\.(initContainers|containers)\[[\w-]+\]\.ports\b/,
  ]])),
};

type Fields = readonly (readonly [place: RegExp, field: string])[];

const fieldsByKind: Readonly<Record<string, Fields>> = {
  PersistentVolumeClaim: [
    [/^spec\.resources\b/, 'modelCache.size'], [/^spec\.storageClassName\b/, 'modelCache.storageClassName'],
  ],
};

function fieldsOfRole(role: Role): Fields {
  const [pod, engine] = ['^spec\\.template\\.spec\\.', '^spec\\.template\\.spec\\.containers\\[vllm\\]\\.'];
  const at = (start: string, name: string): RegExp => new RegExp(`${start}${name}(?![\\w-])`);
  return [
    [/^spec\.replicas\b/, `${role}.replicas`],
    [at(engine, 'args'), `${role}.extraArgs`],
    [at(engine, 'env'), `${role}.extraEnv`],
    [at(engine, 'image'), 'release'],
    [at(engine, 'resources\\.\\w+\\.cpu'), `${role}.cpu`],
    [at(engine, 'resources\\.\\w+\\.memory'), `${role}.memory`],
    [at(engine, 'resources\\.\\w+\\.ephemeral-storage'), `${role}.ephemeralStorage`],
    [at(engine, 'resources\\.\\w+\\.nvidia\\.com/gpu'), `${role}.parallelism`],
    [at(engine, 'readinessProbe'), `${role}.probes.readiness`],
    [at(engine, 'livenessProbe'), `${role}.probes.liveness`],
    [at(engine, 'startupProbe'), 'startupSeconds'],
    [at(pod, 'terminationGracePeriodSeconds'), 'drainSeconds'],
    ...[
      'affinity', 'imagePullSecrets', 'nodeSelector', 'priorityClassName', 'runtimeClassName', 'schedulerName',
      'tolerations', 'topologySpreadConstraints',
    ].map(name => [at(pod, name), `${role}.pod.${name}`] as const),
  ];
}
