import { agentgateway, gke, istio, Release, Vllm } from '../../lib';
import { args, base, both, decode, env, on011 } from './base';
import type { Input } from './input';

const model = (uri: string, more: object = {}) => ({ model: { uri, ...more } });
const gpu = (accelerator: string) => ({ accelerator });
const tensor = (prefill: number, inDecode: number) => ({
  prefill: { ...base.prefill, parallelism: { tensor: prefill } },
  decode: { ...base.decode, parallelism: { tensor: inDecode } },
});
const engine = (fields: object) => ({ engine: { maxModelLen: 32_000, ...fields } });
const own = (image: string) => ({ release: { ...Release.ROUTER_0_10, modelServer: Vllm.of({ image }) } });

/** Specs from real life, by their place in the list: twenty faults, the cases, messages, what random specs found. */
export const specCases: readonly Input[] = [
  { id: 'S1', what: 'a format of weights that there is not', change: args('--load-format=foo'), is: 'refused' },
  { id: 'S1', what: 'a seed without a value', change: args('--seed'), is: 'refused', by: ['PD123'] },
  { id: 'S1', what: 'a seed in letters', change: args('--seed=abc'), is: 'refused', by: ['PD123'] },
  {
    id: 'S1', what: 'speculation that is no JSON', is: 'refused', by: ['PD123'],
    change: args('--speculative-config={method:ngram}'),
  },
  {
    id: 'S1', what: 'a switch with a value', is: 'refused', by: ['PD123'],
    change: args('--enable-prefix-caching=false'),
  },
  { id: 'S1', what: 'a log of outputs alone', change: args('--enable-log-outputs'), is: 'refused' },
  { id: 'S1', what: 'a file of arguments', change: args('--config=/etc/vllm.yaml'), is: 'refused' },
  {
    id: 'S2', what: 'arguments of the template of one role', is: 'refused', by: ['PD321'],
    change: decode({ extraArgs: ['--default-chat-template-kwargs={"enable_thinking":false}'] }),
  },
  {
    id: 'S2', what: 'adapters of one role', is: 'refused',
    change: decode({ extraArgs: ['--enable-lora', '--lora-modules=a=acme/a'] }),
  },
  {
    id: 'S2', what: 'no prefix caching in one role', is: 'accepted',
    change: decode({ extraArgs: ['--no-enable-prefix-caching'] }),
  },
  {
    id: 'S3', what: 'pipeline stages in decode pods', is: 'refused', by: ['PD122'],
    change: decode({ parallelism: { tensor: 4, pipeline: 2 } }),
  },
  {
    id: 'S4', what: 'a vLLM outside the table', is: 'warned', by: ['PD705'],
    change: own('docker.io/vllm/vllm-openai:v0.28.0'),
  },
  {
    id: 'S5', what: 'two deployments in one namespace with other Pod Security',
    is: 'refused', testedIn: ['rules/cluster-facts.test.ts', 'a Pod Security level that refuses'],
  },
  { id: 'S6', what: 'a GPU without a row', change: gpu('NVIDIA-H20'), is: 'warned' },
  { id: 'S6', what: 'half precision', change: engine({ dtype: 'half' }), is: 'accepted' },
  { id: 'S6', what: 'a KV cache in float16', change: engine({ kvCacheDtype: 'float16' }), is: 'accepted' },
  {
    id: 'S7', what: 'EFA in an image without libfabric', is: 'refused', by: ['PD614'],
    change: { fabric: { type: 'rdma-ipc-lock', network: 'efa', instanceType: 'p5en.48xlarge' } },
  },
  {
    id: 'S7', what: 'settings of NIXL', is: 'accepted',
    change: { connector: { type: 'nixl', backends: ['UCX'], leaseSeconds: 60 } },
  },
  {
    id: 'S7', what: 'LMCache beside NIXL', is: 'warned', by: ['PD362'],
    change: { prefill: { ...base.prefill, offloading: { type: 'lmcache', memory: '20Gi' } } },
  },
  { id: 'S8', what: 'a token of the model', change: env({ EOS_TOKEN: '</s>' }), is: 'warned', by: ['PD620'] },
  {
    id: 'S8', what: 'a password in an address', is: 'refused', by: ['PD601'],
    change: env({ HTTPS_PROXY: 'http://user:Sup3rS3cret@proxy', NO_PROXY: '.svc' }),
  },
  {
    id: 'S8', what: 'a token in a header', is: 'refused', by: ['PD601'],
    change: env({ OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer abcdefgh' }),
  },
  {
    id: 'S9', what: 'guided decoding of 0.11', is: 'accepted',
    change: { ...on011, ...args('--guided-decoding-backend=xgrammar') },
  },
  {
    id: 'S10', what: 'a claim that exists', is: 'accepted',
    change: { modelCache: { type: 'existingClaim', claimName: 'models', filled: true } },
  },
  {
    id: 'S11', what: 'a gated model without a token', is: 'warned', by: ['PD212'],
    change: model('hf://meta-llama/Llama-3.3-70B-Instruct'),
  },
  { id: 'S12', what: '16 H100 in one pod', change: tensor(16, 16), is: 'refused' },
  {
    id: 'S13', what: 'FP8 on 0.11, which loads all of it', is: 'refused', by: ['PD201'],
    change: {
      ...on011, ...model('hf://Qwen/Qwen3-32B'), ...gpu('NVIDIA-L40S'), ...tensor(1, 1),
      engine: { maxModelLen: 4096, quantization: 'fp8' },
    },
  },
  { id: 'S14', what: 'a thousand million pods', change: decode({ replicas: 1e9 }), is: 'warned', by: ['PD220'] },
  {
    id: 'S14', what: 'an engine with a thousandth of a CPU', is: 'warned', by: ['PD218'],
    change: both({ cpu: '1m', memory: '2Gi' }),
  },
  {
    id: 'S14', what: 'a volume of 1Gi for an unknown model', is: 'warned',
    change: { ...model('hf://acme/chat-70b'), modelCache: { type: 'persistentVolumeClaim', size: '1Gi' } },
  },
  {
    id: 'S14', what: 'the namespace of the system', is: 'refused', by: ['PD378'],
    change: { namespace: 'kube-system' },
  },
  {
    id: 'S15', what: 'a mirror of nothing', is: 'warned',
    change: { images: { mirrors: { 'ghcr.io/llmd': 'registry.internal/llm-d' } } },
  },
  { id: 'S16', what: 'no figures', change: args('--disable-log-stats'), is: 'refused' },
  {
    id: 'S17', what: 'events on the port of the side channel', is: 'refused', by: ['PD314'],
    change: args('--kv-events-config={"endpoint":"tcp://*:5600"}'),
  },
  {
    id: 'S18', what: 'an app that throws',
    testedIn: ['synth-report.test.ts', 'a lock file that is missing is a finding at the line that wants it'],
  },
  {
    id: 'S19', what: 'a refused synth of cdk8s-cli',
    testedIn: ['synth-report.test.ts', 'a refused synth of cdk8s-cli'],
  },
  {
    id: 'S20', what: 'names that every object has',
    is: 'refused', testedIn: ['rules/public-cases.test.ts', 'a name that no construct can have is a finding'],
  },

  { id: 'R1', what: '70B on four H100', change: {}, is: 'accepted' },
  { id: 'R1', what: 'on two H200', change: { ...gpu('NVIDIA-H200'), ...tensor(2, 2), waive: {} }, is: 'accepted' },
  { id: 'R1', what: 'on one B200', change: { ...gpu('NVIDIA-B200'), ...tensor(1, 1) }, is: 'accepted' },
  { id: 'R1', what: 'unequal sizes', change: { ...model('hf://Qwen/Qwen3-8B'), ...tensor(1, 4) }, is: 'warned' },
  { id: 'R1', what: 'two prefill, one decode', change: decode({ replicas: 1 }), is: 'accepted' },
  {
    id: 'R2', what: '405B in FP8 of another repository', is: 'warned',
    change: { ...model('hf://meta-llama/Llama-3.1-405B-Instruct-FP8', { token: base.model.token }), ...tensor(8, 8) },
  },
  {
    id: 'R3', what: '405B quantized at start', is: 'accepted',
    change: {
      ...model('hf://meta-llama/Llama-3.1-405B-Instruct', { token: base.model.token }),
      modelCache: { type: 'persistentVolumeClaim', size: '1Ti' }, ...tensor(8, 8),
      engine: { maxModelLen: 8192, quantization: 'fp8' },
    },
  },
  {
    id: 'R4', what: 'experts that tensor 8 does not divide', is: 'refused', by: ['PD108'],
    change: { ...model('hf://Qwen/Qwen3-235B-A22B-FP8'), ...tensor(8, 8) },
  },
  { id: 'R5', what: 'a model without a row', change: model('hf://acme/chat-70b'), is: 'warned', by: ['PD205'] },
  {
    id: 'R6', what: 'a hybrid on 0.11', is: 'refused', by: ['PD224'],
    change: { ...on011, accelerator: undefined, ...model('hf://Qwen/Qwen3-Next-80B-A3B-Instruct') },
  },
  {
    id: 'R7', what: 'a fine-tune of a known model', is: 'accepted',
    change: model('hf://acme/my-model', { like: 'meta-llama/Llama-3.3-70B-Instruct' }),
  },
  {
    id: 'R8', what: 'gpt-oss-120b as its guide has it', is: 'warned',
    change: {
      ...model('hf://openai/gpt-oss-120b'), fabric: base.fabric, engine: { blockSize: 128 }, waive: {},
      prefill: { ...base.prefill, replicas: 4, parallelism: { tensor: 1 } }, decode: { ...base.decode, replicas: 1 },
    },
  },
  { id: 'R9', what: '128k of context', change: { engine: { maxModelLen: 131_072 } }, is: 'accepted' },
  { id: 'R10', what: 'a mirror of the Hub', change: env({ HF_ENDPOINT: 'https://hub.internal' }), is: 'accepted' },
  {
    id: 'R11', what: '8B in FP8 on L40S', is: 'warned',
    change: {
      ...model('hf://Qwen/Qwen3-8B'), ...gpu('NVIDIA-L40S'), ...tensor(1, 1), fabric: 'tcp',
      engine: { maxModelLen: 8192, quantization: 'fp8' },
    },
  },
  { id: 'R12', what: 'MI300X', change: gpu('AMD_Instinct_MI300X_OAM'), is: 'warned', by: ['PD640'] },
  {
    id: 'R13', what: 'slices of GPUs', is: 'warned',
    change: { ...gpu('NVIDIA-H100-80GB-HBM3-MIG-3g.40gb'), ...model('hf://Qwen/Qwen3-8B'), ...tensor(1, 1) },
  },
  {
    id: 'R14', what: 'a slice by a resource of its own',
    open: 'no field says `nvidia.com/mig-3g.40gb`; `overrides` do, and `claim` where the cluster has a DRA driver',
  },
  {
    id: 'R14', what: 'GPUs by dynamic resource allocation', is: 'warned',
    change: { kubernetes: '1.34', claim: { accelerators: {} } },
  },
  {
    id: 'R15', what: 'GKE without feature discovery', is: 'warned', by: ['PD632'],
    change: { acceleratorLabel: 'cloud.google.com/gke-accelerator' },
  },
  {
    id: 'R16', what: 'decode to zero with KEDA', is: 'warned', by: ['PD377'],
    change: {
      prefill: undefined, fabric: undefined, waive: {},
      ...decode({ replicas: 1, autoscaling: { maxReplicas: 4, minReplicas: 0, waiting: 1 } }),
      endpointPicker: { flowControl: { requestTtlSeconds: 1800 } },
      operations: {
        monitoring: { namespace: 'monitoring' },
        autoscaler: { type: 'ScaledObject', prometheus: 'http://prometheus:9090' },
      },
    },
  },
  {
    id: 'R17', what: 'parked over the weekend, waived', is: 'accepted',
    change: { ...both({ replicas: 0 }), waive: { PD502: 'parked', PD503: 'parked' } },
  },
  {
    id: 'R18', what: 'two models in one namespace',
    is: 'accepted',
    testedIn: ['rules/cluster-facts.test.ts', 'pass where the one that needs more writes the namespace'],
  },
  {
    id: 'R19', what: 'two models, one gateway',
    is: 'accepted', testedIn: ['operations/entrance.test.ts', 'ModelGateway'],
  },
  {
    id: 'R20', what: 'TLS and a host name', is: 'accepted',
    change: {
      entrance: {
        hostnames: ['chat.example.com'], listeners: [{ protocol: 'HTTPS', certificate: { secretName: 'chat-tls' } }],
      },
    },
  },
  {
    id: 'R20', what: 'an option of istio() that there is not', is: 'refused',
    change: { gateway: istio('1.30', { servicetype: 'LoadBalancer' } as object) },
  },
  {
    id: 'R21', what: 'a Gateway of another team', is: 'accepted',
    change: { entrance: { from: { name: 'shared', namespace: 'infra' } } },
  },
  { id: 'R22', what: 'GKE\'s gateway', change: { gateway: gke('gke-l7-rilb') }, is: 'warned' },
  { id: 'R22', what: 'agentgateway', change: { gateway: agentgateway('1.4') }, is: 'accepted' },
  {
    id: 'R23', what: 'taints, affinity and a priority class', is: 'accepted',
    change: both({
      pod: { tolerations: [{ key: 'gpu', operator: 'Exists' }], priorityClassName: 'high', labels: { team: 'a' } },
    }),
  },
  {
    id: 'R24', what: 'sidecars and init containers', is: 'refused', by: ['PD701'],
    change: both({ pod: { initContainers: [] } }),
  },
  {
    id: 'R25', what: 'a proxy with a password', is: 'refused', by: ['PD601'],
    change: env({ HTTPS_PROXY: 'http://user:Sup3rS3cret@proxy', NO_PROXY: '.svc' }),
  },
  {
    id: 'R26', what: 'a certificate that nothing mounts', is: 'refused',
    change: env({ SSL_CERT_FILE: '/etc/own/ca.crt' }),
  },
  {
    id: 'R26', what: 'certificates of one\'s own', is: 'accepted',
    change: { network: { caBundle: { configMapName: 'own-ca' } } },
  },
  {
    id: 'R27', what: 'a template of a ConfigMap', is: 'accepted',
    change: {
      files: [{ path: '/templates', configMapName: 'templates' }], ...args('--chat-template=/templates/tools.jinja'),
    },
  },
  {
    id: 'R28', what: 'weights in a bucket', is: 'warned',
    change: {
      ...model(
        's3://models/llama-70b', { like: 'meta-llama/Llama-3.3-70B-Instruct', credential: { type: 'anonymous' } },
      ),
      modelCache: undefined,
    },
  },
  {
    id: 'R29', what: 'adapters of both roles', is: 'accepted',
    change: args('--enable-lora', '--lora-modules=a=acme/a'),
  },
  {
    id: 'R29', what: 'adapters that are not switched on', is: 'refused', by: ['PD379'],
    change: args('--lora-modules=a=acme/a'),
  },
  {
    id: 'R30', what: 'tools of both roles', is: 'accepted',
    change: args('--enable-auto-tool-choice', '--tool-call-parser=llama3_json'),
  },
  {
    id: 'R31', what: 'EAGLE of both roles', is: 'accepted',
    change: args('--speculative-config={"method":"eagle","model":"acme/eagle","num_speculative_tokens":4}'),
  },
  {
    id: 'R32', what: 'n-gram speculation of decode alone', is: 'accepted',
    change: decode({ extraArgs: ['--speculative-config={"method":"ngram","num_speculative_tokens":4}'] }),
  },
  { id: 'R33', what: 'no prefix caching', change: args('--no-enable-prefix-caching'), is: 'accepted' },
  {
    id: 'R34', what: 'offloading beside NIXL', is: 'accepted',
    change: { prefill: { ...base.prefill, memory: '300Gi', offloading: { type: 'native', memory: '100Gi' } } },
  },
  {
    id: 'R35', what: 'structured outputs', is: 'accepted',
    change: args('--structured-outputs-config={"backend":"xgrammar"}'),
  },
  {
    id: 'R36', what: 'embeddings', is: 'warned', by: ['PD213'],
    change: { ...model('hf://BAAI/bge-m3'), ...args('--runner=pooling') },
  },
  {
    id: 'R37', what: 'a stage that encodes images',
    open: 'no field: image and connector were in open pull requests when llm-d described it',
  },
  { id: 'R38', what: 'AWQ of a model in bfloat16', change: engine({ quantization: 'awq' }), is: 'refused' },
  {
    id: 'R38', what: 'FP8 of gpt-oss', is: 'warned', by: ['PD215'],
    change: { ...model('hf://openai/gpt-oss-120b'), waive: {}, engine: { quantization: 'fp8' } },
  },
  { id: 'R39', what: 'bitsandbytes', change: engine({ quantization: 'bitsandbytes' }), is: 'warned', by: ['PD130'] },
  {
    id: 'R40', what: 'a tokenizer of both roles', is: 'accepted',
    change: args('--tokenizer=acme/other', '--tokenizer-mode=slow'),
  },
  {
    id: 'R41', what: 'an image of one\'s own with the same vLLM', is: 'accepted',
    change: {
      release: {
        ...Release.ROUTER_0_10,
        modelServer: Vllm.of({ image: 'registry.example/vllm:own', like: Release.ROUTER_0_10.modelServer }),
      },
    },
  },
  { id: 'R42', what: 'vLLM 0.12', change: own('docker.io/vllm/vllm-openai:v0.12.0'), is: 'warned', by: ['PD705'] },
  { id: 'R43', what: 'OpenShift over TCP', change: { security: { user: 'openshift' }, fabric: 'tcp' }, is: 'warned' },
  {
    id: 'R44', what: 'EFA', is: 'refused', by: ['PD614'],
    change: { fabric: { type: 'rdma-ipc-lock', network: 'efa' } },
  },
  {
    id: 'R45', what: 'InfiniBand of Azure', is: 'accepted',
    change: { fabric: { type: 'rdma-node-memlock', network: 'infiniband', resource: 'rdma/hca_shared_devices_a' } },
  },
  {
    id: 'R46', what: 'weights of two deployments behind one route',
    is: 'accepted', testedIn: ['operations/entrance.test.ts', 'traffic'],
  },
  {
    id: 'R47', what: 'KEDA with a secret', is: 'warned', by: ['PD377'],
    change: {
      ...decode({ autoscaling: { maxReplicas: 4 } }),
      operations: {
        monitoring: { namespace: 'monitoring' },
        autoscaler: {
          type: 'ScaledObject', prometheus: 'https://thanos:9091',
          authentication: { name: 'thanos', authModes: ['bearer'] },
        },
      },
    },
  },
  {
    id: 'R48', what: 'DeepSeek: eight ranks with experts in one pod', is: 'warned', by: ['PD346'],
    change: {
      ...model('hf://deepseek-ai/DeepSeek-V3'), ...gpu('NVIDIA-H200'),
      modelCache: { type: 'persistentVolumeClaim', size: '1Ti' },
      ...both({ memory: '800Gi', parallelism: { data: 8 } }), engine: { maxModelLen: 16_384 },
    },
  },
  {
    id: 'R49', what: 'ranks over nodes', is: 'warned', by: ['PD346'],
    change: {
      ...model('hf://deepseek-ai/DeepSeek-V3'), ...gpu('NVIDIA-H200'),
      modelCache: { type: 'persistentVolumeClaim', size: '1Ti' },
      ...both({ memory: '800Gi', parallelism: { data: 16 } }), engine: { maxModelLen: 16_384 },
    },
  },
  { id: 'R50', what: 'two names', change: { model: { ...base.model, servedName: ['llama', 'chat'] } }, is: 'accepted' },
  {
    id: 'R51', what: 'variables of a ConfigMap',
    open: '`extraEnv` takes a text, a Secret or a field; `overrides` add `envFrom`',
  },
  {
    id: 'R52', what: 'prefill for long prompts alone', is: 'accepted',
    change: { endpointPicker: { decider: { nonCachedTokens: 100 } } },
  },
  { id: 'R53', what: 'offline with an unfilled cache', change: env({ HF_HUB_OFFLINE: '1' }), is: 'refused' },
  {
    id: 'R54', what: 'an identity of AWS', is: 'warned',
    change: {
      ...model(
        's3://models/llama-70b',
        {
          like: 'meta-llama/Llama-3.3-70B-Instruct', region: 'eu-west-1',
          credential: {
            type: 'workloadIdentity', annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/models' },
          },
        },
      ),
      modelCache: undefined,
    },
  },
  {
    id: 'R55', what: 'two regions in a loop',
    is: 'accepted', testedIn: ['synth-report.test.ts', 'Two regions of one spec'],
  },
  {
    id: 'R56', what: 'a disk of the node as the cache', is: 'warned', by: ['PD511'],
    change: { modelCache: { type: 'emptyDir', size: '400Gi' } },
  },

  ...[
    'is not a minor version', 'a derived flag', 'weights that do not fit', 'a context that hardly fits',
    'two deployments with the same names', 'a name that is too long in many objects', 'EOS_TOKEN',
    'that reads another group',
    'the page of a model', 'bytes in GB', 'no decode pods', 'KV events on the port of the side channel',
    'a field that is nearly one', 'no fraction', 'got null',
  ].map((words, index): Input => ({
    id: `M${index + 1}`, what: `a message: ${words}`, testedIn: ['rules/public-cases.test.ts', words],
  })),
  {
    id: 'Z1', what: 'a name that is no text',
    testedIn: ['rules/public-cases.test.ts', 'a name that no construct can have is a finding'],
  },
  { id: 'Z2', what: 'names that every object has', testedIn: ['rules/public-cases.test.ts', '__proto__'] },
  { id: 'Z3', what: 'an object within itself', testedIn: ['rules/public-cases.test.ts', 'an object within itself'] },
  { id: 'Z4', what: 'a getter that throws', testedIn: ['rules/public-cases.test.ts', 'a getter that throws'] },
  {
    id: 'Z5', what: 'random specs of every field',
    testedIn: ['any-app/any-app.property.test.ts', 'is refused by rules, or is valid'],
  },
];
