import type { InferencePlan } from './inference-plan';
import type { Release } from '../stack/release';
import { Role } from '../spec/role';
import { connectorOf, defaultConnector } from '../connectors/connectors';
import { usesEfa } from '../devices/efa';
import { besidePeers } from './efa-placement';
import { plannedBlockSize } from './default-block-size';
import { plannedClaims } from './planned-claims';
import { podLabelOf } from './proxy';
import { defaultSharedMemory, plannedHashSeed } from './kept-cache';
import { plannedProxy } from './planned-proxy';
import { serviceHost } from './service-host';
import { resolvedRelease } from '../spec/images';
import { planOperations } from './operations/parts';
import { deviceTolerations } from './device-tolerations';
import { engineRelease } from './engine-release';
import { planDevices, PlannedDevices } from './planned-devices';
import { nodeSelector } from './node-selector';
import { planEntrance } from './planned-entrance';
import { planModel } from './planned-model';
import { planModelDownload } from './model-download';
import { caFiles, outsideEnv } from './outside';
import { planPicker } from './planned-picker';
import { EXT_PROC_PORT } from './picker-ports';
import { podLabels, poolLabels, roleSelector } from './labels';
import { ModelServerPoolProps } from './model-server-pool-props';
import { defaultFailureMode } from './failure-mode';
import { isDisaggregated } from './is-disaggregated';
import { kvEventsOf } from './kv-events';
import { planModelCache } from './weights-storage';
import { parallelismOf, rankPorts, targetPorts, withActivePorts } from './planned-ports';
import { poolSpec } from './pool-spec';
import { DECODE_ENGINE_PORT, SERVING_PORT } from './ports';
import { InferenceSpec } from '../spec/deployment';
import { PodSpec } from '../spec/pool';
import { planWorkload, workloadOfRole } from './planned-workload';

/** Fills in a spec. Never fails: what cannot work is for the rules to say. */
export function planInference(name: string, spec: InferenceSpec): InferencePlan {
  const { gateway, namespace } = spec;
  const release = resolvedRelease(spec.release, spec.images);
  const names = {
    gateway: spec.entrance?.from?.name ?? spec.names?.gateway ?? `${name}-inference-gateway`,
    httpRoute: spec.names?.httpRoute ?? `${name}-pd-disaggregation`,
    inferencePool: spec.names?.inferencePool ?? name,
  };
  const endpointPicker = `${names.inferencePool}-epp`;
  const group = gateway.inferencePoolGroup;
  const security = { ...defaultSecurity, ...spec.security };
  const { containers = {}, images: { pullSecrets } = {} } = spec;
  const { selectedBy = 'InferencePool' } = gateway;
  const matchLabels = poolLabels(name, release);
  const proxy = plannedProxy(spec);
  const entrance = planEntrance(spec, { ...names, deployment: name }, planModel(spec).servedName);
  const gatewayPods = {
    ...(containers.gateway?.resources && { resources: containers.gateway.resources }),
    ...(pullSecrets && { pullSecrets }),
    ...(security.user === 'openshift' && { userOfNamespace: true }),
  };
  const ports = targetPorts(spec);
  const plan = {
    name,
    spec,
    modelCache: planModelCache(name, spec),
    pools: [
      ...(isDisaggregated(spec)
        ? [{ ...pool(name, spec, release, 'prefill'), role: 'prefill' as const, enginePort: SERVING_PORT }]
        : []),
      {
        ...pool(name, spec, release, 'decode'),
        role: 'decode' as const,
        ...(proxy
          ? {
              enginePort: DECODE_ENGINE_PORT,
              routingProxy: {
                release: release.routingProxy,
                ...proxy,
                port: SERVING_PORT,
                enginePort: DECODE_ENGINE_PORT,
                ...(rankPorts(spec, 'decode') > 1 && { ranks: rankPorts(spec, 'decode') }),
                security,
                ...(containers.routingProxy && { container: containers.routingProxy }),
              },
            }
          // Nothing stands before the engine.
          : { enginePort: SERVING_PORT }),
      },
    ],
    endpointPicker: planPicker(name, spec, release, {
      name: endpointPicker,
      pool: { name: names.inferencePool, namespace, group },
      paths: entrance.paths,
      engine: { ...pool(name, spec, release, 'decode'), role: 'decode', enginePort: SERVING_PORT },
    }),
    inferencePool: {
      name: names.inferencePool,
      group,
      selectedBy,
      matchLabels,
      targetPort: SERVING_PORT,
      ports,
      endpointPicker: { serviceName: endpointPicker, port: EXT_PROC_PORT },
      failureMode: spec.endpointPicker?.failureMode ?? defaultFailureMode(spec),
    },
    inferenceGateway: {
      name: names.gateway,
      provider: gateway,
      podLabel: podLabelOf(gateway, names.gateway, endpointPicker),
      httpRoute: names.httpRoute,
      entrance,
      inferencePool: { name: names.inferencePool, group, port: SERVING_PORT },
      endpointPicker: { serviceName: endpointPicker, host: serviceHost(endpointPicker, spec) },
      ...(Object.keys(gatewayPods).length > 0 && { pods: gatewayPods }),
      refusedHeaders: release.routingProxy.targetHeaders,
    },
  };
  return { ...plan, operations: planOperations(plan) };
}

function pool(
  name: string,
  spec: InferenceSpec,
  release: Release,
  role: Role,
): Omit<ModelServerPoolProps, 'enginePort' | 'modelCache' | 'role'> {
  const {
    autoscaling,
    cpu,
    engine = {},
    ephemeralStorage,
    extraArgs = [],
    extraEnv = {},
    image,
    memory,
    offloading,
    pod = {},
    probes = {},
    sharedMemory = defaultSharedMemory(offloading),
  } = poolSpec(spec, role);
  const devices = planDevices(spec, role);
  const { accelerator, claim, device, label, labelField } = devices;
  const model = planModel(spec);
  const kvEvents = kvEventsOf(spec, model.servedName, role);
  return {
    name: `${name}-${role}`,
    modelServer: engineRelease(spec, release, device, image),
    labels: podLabels(name, release, role),
    selector: roleSelector(name, role),
    ...planWorkload(name, spec, role),
    autoscaled: autoscaling !== undefined,
    model,
    modelDownload: planModelDownload(name, spec),
    engine: { ...plannedBlockSize(spec), ...plannedHashSeed(spec), ...spec.engine },
    roleEngine: engine,
    parallelism: parallelismOf(spec, role),
    ...(spec.network?.ipFamilies?.includes('IPv6') && { host: '::' }),
    cpu,
    memory,
    ...(ephemeralStorage && { ephemeralStorage }),
    sharedMemory,
    files: [...spec.files ?? [], ...caFiles(spec.network)],
    outside: outsideEnv(spec.network),
    device: device.name,
    ...(accelerator && { accelerator }),
    ...plannedClaims(claim, name),
    ...(label !== undefined && { acceleratorLabel: { name: label, field: labelField } }),
    ...(kvEvents && { kvEvents }),
    ...(isDisaggregated(spec) && {
      connector: connectorOf(spec.connector ?? defaultConnector).name,
      ...(spec.connector && { connectorSettings: spec.connector }),
    }),
    fabric: spec.fabric ?? 'tcp',
    ...(offloading && { offloading }),
    ...(spec.fabric && spec.fabric !== 'tcp' && { hasFabric: true }),
    ...(usesEfa(spec.fabric ?? 'tcp') && { efa: true }),
    security: { ...defaultSecurity, ...spec.security },
    startupSeconds: spec.startupSeconds ?? 1800,
    drainSeconds: spec.drainSeconds ?? 120,
    probes: {
      readiness: { ...probeTiming, periodSeconds: 5, ...probes.readiness },
      liveness: { ...probeTiming, periodSeconds: 10, ...probes.liveness },
    },
    extraArgs,
    extraEnv,
    pod: scheduling(pod, name, role, spec, devices),
  };
}

const defaultSecurity = { user: 'image', readOnlyEngine: false, capabilities: [] } as const;

/** llm-d/llm-d-benchmark PR 1734. */
const probeTiming = { timeoutSeconds: 15, failureThreshold: 10 } as const;

/** What the user says of the pod's node, and what follows from device and role. */
function scheduling(
  pod: PodSpec, name: string, role: Role, spec: InferenceSpec, devices: PlannedDevices,
): PodSpec {
  const {
    tolerations = [],
    topologySpreadConstraints = (spec.operations?.topologySpread ?? true) ? [spread(name, role, spec)] : undefined,
  } = pod;
  const derived = deviceTolerations(devices.device, devices.accelerator);
  return {
    ...pod,
    ...withActivePorts(pod, spec, role),
    ...nodeSelector(pod, spec, role, devices),
    ...besidePeers(pod, name, spec),
    ...(spec.images?.pullSecrets && {
      imagePullSecrets: pullSecrets([...spec.images.pullSecrets, ...(pod.imagePullSecrets ?? []).map(secretName)]),
    }),
    ...(topologySpreadConstraints && { topologySpreadConstraints }),
    ...(tolerations.length + derived.length > 0 && {
      tolerations: [...tolerations, ...derived.filter(({ key }) => !tolerations.some(stated => stated.key === key))],
    }),
  };
}

function pullSecrets(names: readonly string[]): { readonly name: string }[] {
  return [...new Set(names)].map(name => ({ name }));
}

function secretName({ name = '' }: { readonly name?: string }): string {
  return name;
}

/**
 * Preferred, not demanded: more pods than nodes still start. The pods of an earlier revision, which are about to go, do
 * not count.
 */
function spread(
  name: string, role: Role, spec: InferenceSpec,
): NonNullable<PodSpec['topologySpreadConstraints']>[number] {
  return {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: roleSelector(name, role) },
    matchLabelKeys: [workloadOfRole(spec, role).revisionLabel],
  };
}
