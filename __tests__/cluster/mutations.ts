import { deploymentOf, Manifest, only, podOf } from '../manifests';

/** A small corruption of `dist/llm-d-llama31.k8s.yaml`, of the kind that a hand or a merge makes. */
export interface Mutation {
  readonly what: string;
  readonly make: (manifests: Manifest[]) => void;
}

const engine = (manifests: Manifest[], role: 'prefill' | 'decode'): Manifest =>
  podOf(manifests, role).spec.containers[0];
const proxy = (manifests: Manifest[]): Manifest => podOf(manifests, 'decode').spec.initContainers[0];
const picker = (manifests: Manifest[]): Manifest => podOf(manifests, 'epp').spec.containers[0];
const replace = (container: Manifest, from: string, to: string): void => {
  container.args = container.args.map((argument: string) => argument.startsWith(from) ? to : argument);
};
const config = (manifests: Manifest[], from: string, to: string): void => {
  const { data } = only(manifests, 'ConfigMap', 'gaie-llama31-epp');
  data['endpoint-picker.yaml'] = data['endpoint-picker.yaml'].replace(from, to);
};

export const mutations: readonly Mutation[] = [
  {
    what: 'the pool is in the other API group',
    make: manifests => void (only(manifests, 'InferencePool').apiVersion = 'inference.networking.k8s.io/v1'),
  },
  {
    what: 'the route names the pool in the other API group',
    make: manifests =>
      void (only(manifests, 'HTTPRoute').spec.rules[0].backendRefs[0].group = 'inference.networking.k8s.io'),
  },
  {
    what: 'the picker is told the other API group',
    make: manifests => replace(picker(manifests), '--pool-group', '--pool-group=inference.networking.k8s.io'),
  },
  {
    what: 'the Role is for the other API group',
    make: manifests => void (only(manifests, 'Role').rules[1].apiGroups = ['inference.networking.k8s.io']),
  },
  {
    what: 'the pool\'s port is the engine\'s, not the proxy\'s',
    make: manifests => void (only(manifests, 'InferencePool').spec.targetPortNumber = 8200),
  },
  {
    what: 'the pool selects by a label that the pods do not have',
    make: manifests => void (only(manifests, 'InferencePool').spec.selector = { app: 'vllm' }),
  },
  {
    what: 'the decode pods lose the label that the pool selects',
    make: manifests => void delete podOf(manifests, 'decode').metadata.labels['llm-d.ai/inferenceServing'],
  },
  {
    what: 'the decode pods are labelled as prefill pods',
    make: manifests => void (podOf(manifests, 'decode').metadata.labels['llm-d.ai/role'] = 'prefill'),
  },
  {
    what: 'the prefill pods lose their role',
    make: manifests => void delete podOf(manifests, 'prefill').metadata.labels['llm-d.ai/role'],
  },
  {
    what: 'the pool refers to a picker of another name',
    make: manifests => void (only(manifests, 'InferencePool').spec.extensionRef.name = 'gaie-llama3-epp'),
  },
  {
    what: 'the pool asks the picker on its metrics port',
    make: manifests => void (only(manifests, 'InferencePool').spec.extensionRef.portNumber = 9090),
  },
  {
    what: 'the picker\'s Service has another port',
    make: manifests => void (only(manifests, 'Service').spec.ports[0].port = 9003),
  },
  {
    what: 'the picker\'s Service selects nothing',
    make: manifests => void (only(manifests, 'Service').spec.selector = { app: 'epp' }),
  },
  {
    what: 'the picker looks for a pool of another name',
    make: manifests => replace(picker(manifests), '--pool-name', '--pool-name=gaie-llama3'),
  },
  {
    what: 'the picker looks in another namespace',
    make: manifests => replace(picker(manifests), '--pool-namespace', '--pool-namespace=default'),
  },
  {
    what: 'the picker gets a flag of a later version',
    make: manifests => void picker(manifests).args.push('--tracing=false'),
  },
  {
    what: 'the picker gets a flag in the spelling of an earlier version',
    make: manifests => replace(picker(manifests), '--pool-name', '--poolName=gaie-llama31'),
  },
  {
    what: 'the picker\'s configuration file is called otherwise',
    make: manifests => replace(picker(manifests), '--config-file', '--config-file=/config/pd.yaml'),
  },
  {
    what: 'the picker\'s configuration has a later version',
    make: manifests => config(manifests, 'inference.networking.x-k8s.io/v1alpha1', 'llm-d.ai/v1alpha1'),
  },
  {
    what: 'a profile refers to a plugin that is not loaded',
    make: manifests => config(manifests, 'pluginRef: queue-scorer', 'pluginRef: queue-scorrer'),
  },
  {
    what: 'the picker\'s configuration has an unknown field',
    make: manifests => config(manifests, 'schedulingProfiles:', 'scheduling: {}\nschedulingProfiles:'),
  },
  {
    what: 'the profile handler is one of a later version',
    make: manifests => config(manifests, 'type: pd-profile-handler', 'type: disagg-profile-handler'),
  },
  { what: 'a scorer\'s weight is text', make: manifests => config(manifests, 'weight: 1', 'weight: heavy') },
  {
    what: 'the Role may no longer watch pods',
    make: manifests => void (only(manifests, 'Role').rules[0].verbs = ['get', 'list']),
  },
  {
    what: 'the Role may no longer list pools',
    make: manifests => void (only(manifests, 'Role').rules[1].verbs = ['get', 'watch']),
  },
  {
    what: 'the binding names another account',
    make: manifests => void (only(manifests, 'RoleBinding').subjects[0].name = 'default'),
  },
  {
    what: 'the proxy gets the flags of a later version',
    make: manifests => replace(proxy(manifests), '--vllm-port', '--model-server-port=8200'),
  },
  { what: 'the proxy gets the chart\'s verbosity flag', make: manifests => void proxy(manifests).args.push('-v=5') },
  {
    what: 'the proxy\'s connector is called otherwise',
    make: manifests => replace(proxy(manifests), '--connector', '--connector=nixlv3'),
  },
  { what: 'a field is misspelt', make: manifests => void (deploymentOf(manifests, 'decode').spec.replcas = 8) },
  {
    what: 'a probe\'s port is a number in quotes',
    make: manifests => void (engine(manifests, 'decode').readinessProbe.httpGet.port = '8200'),
  },
  {
    what: 'limits and requests of GPUs differ',
    make: manifests => void (engine(manifests, 'decode').resources.limits['nvidia.com/gpu'] = '8'),
  },
  {
    what: 'memory has a unit that does not exist',
    make: manifests => void (engine(manifests, 'prefill').resources.limits.memory = '100GB'),
  },
  {
    what: 'the Deployment\'s selector does not match its pods',
    make: manifests => void (deploymentOf(manifests, 'prefill').spec.selector.matchLabels['llm-d.ai/model'] = 'other'),
  },
  {
    what: 'an environment variable is there twice',
    make: manifests => void engine(manifests, 'decode').env.push({ name: 'HF_HUB_CACHE', value: '/other' }),
  },
  {
    what: 'the side channel\'s host is dropped',
    make: manifests =>
      void (engine(manifests, 'decode').env = engine(manifests, 'decode').env.filter(
        ({ name }: Manifest) => name !== 'VLLM_NIXL_SIDE_CHANNEL_HOST',
      )),
  },
  {
    what: 'an engine gets a data-parallel flag',
    make: manifests => void engine(manifests, 'decode').args.push('--data-parallel-size=8'),
  },
  {
    what: 'the route is to the Service, past the pool',
    make: manifests =>
      void Object.assign(only(manifests, 'HTTPRoute').spec.rules[0].backendRefs[0], { group: '', kind: 'Service' }),
  },
  {
    what: 'the route\'s weight is gone',
    make: manifests => void delete only(manifests, 'HTTPRoute').spec.rules[0].backendRefs[0].weight,
  },
  {
    what: 'the route\'s timeout is not a duration',
    make: manifests => void (only(manifests, 'HTTPRoute').spec.rules[0].timeouts.request = 'none'),
  },
  {
    what: 'the Gateway\'s parameters are called otherwise',
    make: manifests => void (only(manifests, 'Gateway').spec.infrastructure.parametersRef.name = 'parameters'),
  },
  {
    what: 'the rule for TLS to the picker is for another host',
    make: manifests => void (only(manifests, 'DestinationRule').spec.host = 'gaie-llama31-epp'),
  },
];
