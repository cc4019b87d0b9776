import { deploymentOf, Manifest, only, podOf } from '../manifests';

/** For each row of the facts, ways to take it out of the output. */
export const removals: Readonly<Record<number, readonly ((manifests: Manifest[]) => void)[]>> = {
  1: [
    without('Namespace'),
    manifests => dropNamed(podOf(manifests, 'decode').spec.volumes, 'huggingface-token'),
    manifests => dropNamed(engine(manifests, 'prefill').env, 'HF_TOKEN_PATH'),
    manifests => void manifests.push({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'llm-d-hf-token' } }),
  ],
  2: [
    manifests => void (deploymentOf(manifests, 'prefill').spec.replicas = 7),
    manifests =>
      void (podOf(manifests, 'prefill').spec.initContainers = podOf(manifests, 'decode').spec.initContainers),
    manifests => void (engine(manifests, 'prefill').name = 'server'),
    manifests => void delete engine(manifests, 'prefill').resources.limits['nvidia.com/gpu'],
    manifests => dropArgument(engine(manifests, 'prefill'), '--port='),
  ],
  3: [
    manifests => void (deploymentOf(manifests, 'decode').spec.replicas = 9),
    manifests => void (podOf(manifests, 'decode').spec.initContainers = []),
    manifests => void delete proxy(manifests).restartPolicy,
    manifests => dropArgument(engine(manifests, 'decode'), '--port='),
    manifests => void (engine(manifests, 'decode').ports[0].containerPort = 8000),
  ],
  4: [
    manifests => void delete podOf(manifests, 'decode').metadata.labels['llm-d.ai/inferenceServing'],
    manifests => void delete podOf(manifests, 'prefill').metadata.labels['llm-d.ai/role'],
  ],
  5: [
    manifests => void (engine(manifests, 'prefill').resources.requests.cpu = '21'),
    manifests => void (engine(manifests, 'decode').resources.limits.memory = '10Gi'),
    manifests => dropNamed(podOf(manifests, 'prefill').spec.volumes, 'shm'),
    manifests => dropNamed(engine(manifests, 'decode').volumeMounts, 'shm'),
    manifests => dropNamed(engine(manifests, 'decode').env, 'CUDA_VISIBLE_DEVICES'),
  ],
  6: [
    without('PersistentVolumeClaim'),
    manifests => void engine(manifests, 'prefill').args.shift(),
    manifests => dropArgument(engine(manifests, 'decode'), '--served-model-name'),
    manifests => void (only(manifests, 'PersistentVolumeClaim').spec.accessModes = ['ReadWriteOnce']),
    manifests => dropNamed(podOf(manifests, 'decode').spec.volumes, 'model-cache'),
    manifests => dropNamed(engine(manifests, 'decode').env, 'HF_HUB_CACHE'),
    manifests => void (engine(manifests, 'prefill').startupProbe.failureThreshold = 60),
  ],
  7: [
    manifests => dropArgument(proxy(manifests), '--connector'),
    manifests => dropArgument(proxy(manifests), '--secure-proxy'),
    manifests => void (proxy(manifests).image = 'ghcr.io/llm-d/llm-d-routing-sidecar:v0.4.0'),
  ],
  8: [
    manifests => dropArgument(engine(manifests, 'prefill'), '--kv-transfer-config'),
    manifests => dropNamed(engine(manifests, 'decode').env, 'VLLM_NIXL_SIDE_CHANNEL_HOST'),
    manifests => void engine(manifests, 'prefill').ports.pop(),
  ],
  9: [
    without('Gateway'),
    manifests => void (only(manifests, 'Gateway').spec.gatewayClassName = 'kgateway'),
    manifests => void (only(manifests, 'Gateway').spec.listeners[0].port = 8080),
    manifests =>
      void manifests.splice(
        manifests.findIndex(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith('infra')),
        1,
      ),
  ],
  10: [
    without('HTTPRoute'),
    without('InferencePool'),
    without('DestinationRule'),
    without('Service'),
    manifests => void (only(manifests, 'HTTPRoute').spec.rules[0].backendRefs[0].kind = 'Service'),
    manifests => void (only(manifests, 'InferencePool').spec.targetPortNumber = 8200),
    manifests => void (only(manifests, 'InferencePool').spec.selector['llm-d.ai/model'] = 'other'),
    manifests => void (only(manifests, 'Service').spec.ports[0].port = 9003),
    manifests => void delete podOf(manifests, 'epp').metadata.labels.inferencepool,
  ],
  11: [
    manifests => void (only(manifests, 'InferencePool').apiVersion = 'inference.networking.k8s.io/v1'),
    manifests => void (only(manifests, 'HTTPRoute').spec.rules[0].backendRefs[0].group = 'inference.networking.k8s.io'),
    manifests => dropArgument(podOf(manifests, 'epp').spec.containers[0], '--pool-group'),
    manifests => void (only(manifests, 'Role').rules[1].apiGroups = ['inference.networking.k8s.io']),
  ],
  12: [
    manifests =>
      void (deploymentOf(manifests, 'decode').spec.selector = deploymentOf(manifests, 'prefill').spec.selector),
  ],
  13: [
    manifests => void engine(manifests, 'prefill').args.push('--data-parallel-size=8'),
    manifests => void (deploymentOf(manifests, 'decode').spec.replicas = 1),
  ],
};

function engine(manifests: Manifest[], role: 'prefill' | 'decode'): Manifest {
  return podOf(manifests, role).spec.containers[0];
}

function proxy(manifests: Manifest[]): Manifest {
  return podOf(manifests, 'decode').spec.initContainers[0];
}

function without(kind: string): (manifests: Manifest[]) => void {
  return manifests => void manifests.splice(manifests.findIndex(manifest => manifest.kind === kind), 1);
}

function dropArgument(container: Manifest, start: string): void {
  container.args = container.args.filter((argument: string) => !argument.startsWith(start));
}

function dropNamed(items: Manifest[], name: string): void {
  items.splice(items.findIndex(item => item.name === name), 1);
}
