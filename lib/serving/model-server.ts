import { k8s } from 'cdk8s-plus-28';
import { drain } from './drain';
import { modelServerEnv } from './model-server-env';
import { gpus, ModelServerPoolProps } from './model-server-pool-props';
import { ENGINE_PORT_NAME, SIDE_CHANNEL_PORT } from './ports';
import { engineProbes } from './probes';
import { modelServerVolumeMounts } from './volumes';
import { vllmArgs } from './vllm-args';

/** The container that runs vLLM. */
export function modelServer(props: ModelServerPoolProps): k8s.Container {
  return {
    name: 'vllm',
    image: props.modelServer.image,
    imagePullPolicy: 'IfNotPresent',
    command: ['vllm', 'serve'],
    args: vllmArgs(props),
    env: modelServerEnv(props),
    ports: [{ name: ENGINE_PORT_NAME, containerPort: props.enginePort, protocol: 'TCP' }, ...sideChannelPorts(props)],
    resources: resources(props),
    volumeMounts: modelServerVolumeMounts(props),
    ...engineProbes(props.startupSeconds),
    lifecycle: { preStop: { exec: { command: ['sleep', String(drain(props).preStopSeconds)] } } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      runAsUser: props.modelServer.user,
      runAsGroup: 0,
    },
  };
}

function sideChannelPorts({ modelServer, parallelism }: ModelServerPoolProps): k8s.ContainerPort[] {
  return Array.from({ length: modelServer.sideChannelPerTensorRank ? parallelism.tensor : 1 }, (_, rank) => ({
    name: rank === 0 ? 'nixl' : `nixl-${rank}`,
    containerPort: SIDE_CHANNEL_PORT + rank,
    protocol: 'TCP',
  }));
}

function resources(props: ModelServerPoolProps): k8s.ResourceRequirements {
  const amounts = {
    cpu: k8s.Quantity.fromString(props.cpu),
    memory: k8s.Quantity.fromString(props.memory),
    'nvidia.com/gpu': k8s.Quantity.fromString(String(gpus(props))),
  };
  return { requests: amounts, limits: amounts };
}
