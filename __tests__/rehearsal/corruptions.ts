import { deploymentOf, Manifest, only, podOf } from '../manifests';

/** One line that is wrong in a way that the API server accepts, and how its cause must be named. */
export interface Corruption {
  readonly what: string;
  /** The file of `dist/`. */
  readonly of: 'llm-d-llama31' | 'llm-d-llama31-next';
  readonly make: (manifests: Manifest[]) => void;
  readonly cause: RegExp;
}

const config = (manifests: Manifest[], edit: (text: string) => string): void => {
  const { data } = only(manifests, 'ConfigMap', 'gaie-llama31-epp');
  data['endpoint-picker.yaml'] = edit(data['endpoint-picker.yaml']);
};

export const corruptions: readonly Corruption[] = [
  {
    what: 'the route names the pool in the other group',
    of: 'llm-d-llama31',
    make: manifests =>
      void (only(manifests, 'HTTPRoute').spec.rules[0].backendRefs[0].group = 'inference.networking.k8s.io'),
    cause:
      /HTTPRoute refers to an InferencePool 'gaie-llama31' of the group 'inference.networking.k8s.io', but the pool is of 'inference.networking.x-k8s.io'/,
  },
  {
    what: 'the target port is the engine\'s',
    of: 'llm-d-llama31',
    make: manifests => void (only(manifests, 'InferencePool').spec.targetPortNumber = 8200),
    cause:
      /sends requests to port 8200, where the container vllm of decode pods listens, and bypasses routing-proxy on port 8000/,
  },
  {
    what: 'prefill pods lose the label that the pool selects',
    of: 'llm-d-llama31',
    make: manifests => void delete podOf(manifests, 'prefill').metadata.labels['llm-d.ai/inferenceServing'],
    cause:
      /InferencePool gaie-llama31 selects 0 of 2 prefill pods: .* is missing label 'llm-d\.ai\/inferenceServing: true'/,
  },
  {
    what: 'the prefill profile is misnamed',
    of: 'llm-d-llama31',
    make: manifests => config(manifests, text => text.replace('- name: prefill', '- name: prefil')),
    cause:
      /pd-profile-handler looks for the scheduling profile 'prefill', which does not exist; existing profiles: 'prefil', 'decode'/,
  },
  {
    what: 'the side channel\'s host is missing',
    of: 'llm-d-llama31',
    make: (manifests) => {
      const [engine] = podOf(manifests, 'prefill').spec.containers;
      engine.env = engine.env.filter(({ name }: Manifest) => name !== 'VLLM_NIXL_SIDE_CHANNEL_HOST');
    },
    cause: /VLLM_NIXL_SIDE_CHANNEL_HOST is not set in 2 pods, for example .*-prefill-.*advertises localhost/,
  },
  {
    what: 'the sidecar has a startup probe',
    of: 'llm-d-llama31',
    make: manifests =>
      void (podOf(manifests, 'decode').spec.initContainers[0].startupProbe = {
        httpGet: { path: '/v1/models', port: 8000 },
        periodSeconds: 5,
        failureThreshold: 60,
      }),
    cause:
      /containers after the sidecar routing-proxy are not started before its startup probe passes, .*remove the probe from the sidecar/,
  },
  {
    what: 'the pool\'s selector is too wide, with a second model in the namespace',
    of: 'llm-d-llama31',
    make: (manifests) => {
      delete only(manifests, 'InferencePool').spec.selector['llm-d.ai/model'];
      const other = structuredClone(deploymentOf(manifests, 'prefill'));
      other.metadata.name = 'other-model';
      for (const labels of [
        other.metadata.labels,
        other.spec.selector.matchLabels,
        other.spec.template.metadata.labels,
      ])
        labels['llm-d.ai/model'] = 'other';
      const [engine] = other.spec.template.spec.containers;
      engine.args = engine.args.map((argument: string) =>
        argument.replace('--served-model-name=meta-llama/Llama-3.1-8B-Instruct', '--served-model-name=other'),
      );
      manifests.push(other);
    },
    cause: /InferencePool gaie-llama31 also selects other-model-\S+, other-model-\S+, which serve another model/,
  },
  {
    what: 'the network policy forgets the NIXL side channel',
    of: 'llm-d-llama31-next',
    make: (manifests) => {
      const [fromDecode] = only(manifests, 'NetworkPolicy', 'llm-d-llama31-next-prefill').spec.ingress;
      fromDecode.ports = fromDecode.ports.filter(({ port }: Manifest) => port !== 5600);
    },
    cause:
      /network policies drop TCP packets from \S+-decode to \S+-prefill port 5600 \(NIXL side channel\): none of .*llm-d-llama31-next-prefill/,
  },
  {
    what: 'the picker\'s account may not see pods',
    of: 'llm-d-llama31',
    make: manifests => void (only(manifests, 'Role').rules[0].resources = ['configmaps']),
    cause: /pod gaie-llama31-epp-\S+: container epp .*pods is forbidden.*gaie-llama31-epp/,
  },
  {
    what: 'an engine is told to be two, on one GPU',
    of: 'llm-d-llama31',
    make: manifests => void podOf(manifests, 'decode').spec.containers[0].args.push('--data-parallel-size=2'),
    cause:
      /pod llm-d-llama31-decode-\S+(?: and 1 more)?: container vllm ended with exit code 1 and was restarted: .*EngineCore_DP1/,
  },
  {
    what: 'the roles\' filters are swapped',
    of: 'llm-d-llama31',
    make: manifests =>
      config(manifests, text =>
        text.replace(
          /pluginRef: (prefill|decode)-filter/g,
          (_, role: string) => `pluginRef: ${role === 'prefill' ? 'decode' : 'prefill'}-filter`,
        ),
      ),
    cause:
      /the scheduling profile 'decode' keeps prefill pods \(prefill-filter\), so requests are decoded on prefill pods/,
  },
];
