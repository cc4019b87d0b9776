import { k8s } from 'cdk8s-plus-28';
import { deviceNamed } from '../../devices/devices';
import { rdmaDevices } from '../../devices/rdma';
import { drain } from '../../plan/drain';
import { podClaims } from './device-claims';
import { modelServerEnv } from './model-server-env';
import { deviceCount, gpus, ModelServerPoolProps } from '../../plan/model-server-pool-props';
import { connectorNamed } from '../../connectors/connectors';
import { offloadingOf } from '../../connectors/offloading/offloadings';
import { portsFrom, servingPorts } from '../../plan/parallelism';
import { ENGINE_PORT_NAME, rankPortName, SUPERVISOR_PORT_NAME, supervisorPort } from '../../plan/ports';
import { engineProbes } from './probes';
import { modelServerSecurity } from './security';
import { modelServerVolumeMounts } from './volumes';
import { vllmArgs } from './vllm-args';
import { vllmCommand } from './vllm-command';

/**
 * The container that runs vLLM.
 *
 * @param place `worker`: it computes for the first pod of its group, and answers no request
 */
export function modelServer(props: ModelServerPoolProps, place?: 'worker'): k8s.Container {
  return {
    name: 'vllm',
    image: props.modelServer.image,
    imagePullPolicy: 'IfNotPresent',
    command: vllmCommand(props),
    args: vllmArgs(props, place),
    env: modelServerEnv(props),
    ports: [
      ...(place === 'worker' ? [] : enginePorts(props)), ...connectorPorts(props), ...eventPorts(props),
    ],
    resources: resources(props),
    volumeMounts: modelServerVolumeMounts(props),
    // Without an API server there is nothing to ask; that it ends is seen by its group.
    ...(place !== 'worker' && engineProbes(props)),
    lifecycle: { preStop: { exec: { command: ['sleep', String(drain(props).preStopSeconds)] } } },
    securityContext: modelServerSecurity(props),
  };
}

function enginePorts({ enginePort, parallelism }: ModelServerPoolProps): k8s.ContainerPort[] {
  return [
    ...portsFrom(enginePort, servingPorts(parallelism)).map((containerPort, rank) => ({
      name: rankPortName(ENGINE_PORT_NAME, rank), containerPort, protocol: 'TCP',
    })),
    ...(parallelism.balancing === 'ports'
      ? [{ name: SUPERVISOR_PORT_NAME, containerPort: supervisorPort(enginePort), protocol: 'TCP' }]
      : []),
  ];
}

function connectorPorts(
  { connector, modelServer, offloading, parallelism }: ModelServerPoolProps,
): k8s.ContainerPort[] {
  const ofTransfer = connector === undefined ? [] : connectorNamed(connector).ports({ modelServer, parallelism });
  return [...ofTransfer, ...(offloading ? offloadingOf(offloading).peerPorts(offloading) : [])]
    .map(({ name, port }) => ({ name, containerPort: port, protocol: 'TCP' }));
}

function eventPorts({ kvEvents }: ModelServerPoolProps): k8s.ContainerPort[] {
  if (kvEvents === undefined) return [];
  const named = (name: string, ports: readonly number[]) => ports.map((containerPort, rank) =>
    ({ name: rankPortName(name, rank), containerPort, protocol: 'TCP' }));
  return [...named('kv-events', kvEvents.ports), ...named('kv-replay', kvEvents.replayPorts)];
}

function resources(props: ModelServerPoolProps): k8s.ResourceRequirements {
  const amounts = {
    cpu: k8s.Quantity.fromString(props.cpu),
    memory: k8s.Quantity.fromString(props.memory),
    ...(props.ephemeralStorage && { 'ephemeral-storage': k8s.Quantity.fromString(props.ephemeralStorage) }),
    ...Object.fromEntries(
      Object.entries({
        ...acceleratorsOf(props), ...networkDevices(props),
      })
        .map(([name, count]) => [name, k8s.Quantity.fromString(String(count))]),
    ),
  };
  const { cpu, ...others } = amounts;
  // libfabric polls in threads of its own, which a limit would throttle (llm-d guides/pd-disaggregation/modelserver/gpu/
  // vllm/aws at v0.9.0 has none).
  const claims = podClaims(props).map(({ name }) => ({ name }));
  return {
    requests: amounts, limits: props.efa ? others : { cpu, ...others }, ...(claims.length > 0 && { claims }),
  };
}

/** The extended resource of the devices, and how many the pod gets; none where they are claimed, or are CPUs. */
function acceleratorsOf(props: ModelServerPoolProps): Readonly<Record<string, number>> {
  const { resource } = deviceNamed(props.device);
  return resource === undefined || props.claim?.accelerators ? {} : { [resource]: deviceCount(props) };
}

/** That of the network cards; none where they are claimed. */
function networkDevices({ claim, fabric, role, ...props }: ModelServerPoolProps): Readonly<Record<string, number>> {
  return claim?.nics ? {} : rdmaDevices(fabric, { gpus: gpus(props), role });
}
