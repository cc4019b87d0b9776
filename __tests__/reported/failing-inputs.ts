import { istio } from '../../lib';
import { args, base, both, decode, env, on011 } from './base';
import type { Input } from './input';

const hub = { secretName: 'hub', key: 'HF_TOKEN' };

/** Inputs of public reports, by their number: what was reported, and what this library says of it. */
export const failingInputs: readonly Input[] = [
  {
    id: 'A1', what: 'offloading by a flag that replaces NIXL', is: 'refused', by: ['PD121'],
    change: args('--kv-offloading-size=100'),
  },
  {
    id: 'A1', what: 'routed experts in the answer', is: 'refused', by: ['PD121'],
    change: args('--enable-return-routed-experts'),
  },
  {
    id: 'A1', what: 'context parallelism of the prompt', is: 'refused',
    change: args('--prefill-context-parallel-size=2'),
  },
  {
    id: 'A1', what: 'context parallelism of decoding', is: 'refused',
    change: args('--decode-context-parallel-size=2'),
  },
  {
    id: 'A2', what: 'TCP alone, without a fabric', is: 'warned', by: ['PD508'],
    change: { fabric: 'tcp', ...env({ UCX_TLS: 'tcp' }) },
  },
  { id: 'A2', what: 'TCP alone, with InfiniBand', change: env({ UCX_TLS: 'tcp' }), is: 'refused' },
  { id: 'A3', what: 'a device that is not of the fabric', change: env({ UCX_NET_DEVICES: 'eth0' }), is: 'refused' },
  {
    id: 'A3', what: 'devices of one role', is: 'warned',
    change: decode({ extraEnv: { UCX_NET_DEVICES: 'mlx5_0:1' } }),
  },
  {
    id: 'A4', what: 'a template of one role', is: 'refused', by: ['PD321'],
    change: decode({ extraArgs: ['--chat-template={{ messages }}'] }),
  },
  {
    id: 'A4', what: 'a tokenizer of one role', is: 'refused', by: ['PD321'],
    change: decode({ extraArgs: ['--tokenizer=acme/other'] }),
  },
  {
    id: 'A4', what: 'tools of one role', is: 'refused', by: ['PD321'],
    change: decode({ extraArgs: ['--enable-auto-tool-choice', '--tool-call-parser=llama3_json'] }),
  },
  {
    id: 'A4', what: 'limits of images of one role', is: 'refused', by: ['PD321'],
    change: decode({ extraArgs: ['--limit-mm-per-prompt={"image":4}'] }),
  },
  {
    id: 'A4', what: 'a parser of answers of one role', is: 'accepted',
    change: decode({ extraArgs: ['--reasoning-parser=deepseek_r1'] }),
  },
  {
    id: 'A5', what: 'tools without a parser', is: 'refused',
    change: decode({ extraArgs: ['--enable-auto-tool-choice'] }),
  },
  {
    id: 'A5', what: 'a parser that the release lacks', is: 'refused', by: ['PD123'],
    change: args('--enable-auto-tool-choice', '--tool-call-parser=lama3'),
  },
  {
    id: 'A6', what: 'n-gram speculation of one role', is: 'accepted',
    change: decode({ extraArgs: ['--speculative-config={"method":"ngram","num_speculative_tokens":4}'] }),
  },
  {
    id: 'A6', what: 'EAGLE of one role', is: 'refused',
    change: decode({
      extraArgs: ['--speculative-config={"method":"eagle","model":"acme/eagle","num_speculative_tokens":4}'],
    }),
  },
  {
    id: 'A7', what: 'another block size, dtype of the cache, size or release at the next synth',
    is: 'warned', testedIn: ['synth/pair-change.test.ts', 'blockSize'],
  },
  {
    id: 'B1', what: 'JSON in quotes of a shell', is: 'refused',
    change: args('--override-generation-config=\'{"temperature":0.2}\''),
  },
  {
    id: 'B1', what: 'JSON without quotes', is: 'refused',
    change: args('--override-generation-config={temperature: 0.2}'),
  },
  {
    id: 'B2', what: 'a template that nothing mounts', is: 'refused',
    change: args('--chat-template=/templates/tools.jinja'),
  },
  { id: 'B3', what: 'an address to listen on', change: args('--host', '10.0.0.5'), is: 'refused', by: ['PD113'] },
  { id: 'B3', what: 'every address', change: args('--host', '0.0.0.0'), is: 'accepted' },
  {
    id: 'B4', what: 'a variable that no one defines', is: 'refused',
    change: env({ LD_LIBRARY_PATH: '/usr/local/nvidia/lib64:$(LD_LIBRARY_PATH)' }),
  },
  {
    id: 'B4', what: 'a path of the image replaced', is: 'warned',
    change: env({ LD_LIBRARY_PATH: '/usr/local/nvidia/lib64' }),
  },
  { id: 'C1', what: 'IPv6 alone', change: { network: { ipFamilies: ['IPv6'] } }, is: 'warned', by: ['PD630'] },
  {
    id: 'C2', what: 'DNS of OpenShift under network policies',
    is: 'accepted', testedIn: ['operations/network.test.ts', '5353'],
  },
  {
    id: 'C3', what: 'a quota on limits', is: 'accepted',
    change: { containers: { endpointPicker: { resources: { limits: { cpu: '2', memory: '2Gi' } } } } },
  },
  {
    id: 'C4', what: 'a sidecar of the mesh in the engines', is: 'refused',
    change: { createNamespace: false, ...both({ pod: { labels: { 'sidecar.istio.io/inject': 'true' } } }) },
  },
  {
    id: 'C5', what: 'the label of GKE beside the product', is: 'warned',
    change: both({ pod: { nodeSelector: { 'cloud.google.com/gke-accelerator': 'nvidia-h100-80gb' } } }),
  },
  {
    id: 'C5', what: 'GPUs that are selected by the label of GKE', is: 'warned', by: ['PD632'],
    change: { acceleratorLabel: 'cloud.google.com/gke-accelerator' },
  },
  {
    id: 'C5', what: '405B on four GPUs that are not named', is: 'warned', by: ['PD626'],
    change: {
      accelerator: undefined, modelCache: { type: 'persistentVolumeClaim', size: '1Ti' },
      model: { uri: 'hf://meta-llama/Llama-3.1-405B-Instruct', token: hub },
    },
  },
  {
    id: 'C6', what: 'KEDA that asks Prometheus without authentication', is: 'warned', by: ['PD531', 'PD377'],
    change: {
      ...decode({ autoscaling: { maxReplicas: 4 } }),
      operations: {
        autoscaler: { type: 'ScaledObject', prometheus: 'https://thanos-querier.openshift-monitoring.svc:9091' },
      },
    },
  },
  {
    id: 'C7', what: 'a folder of the node', is: 'warned',
    change: { modelCache: { type: 'hostPath', path: '/mnt/models' } },
  },
  {
    id: 'C8', what: 'a class of storage for one node', is: 'warned',
    change: { modelCache: { type: 'persistentVolumeClaim', size: '400Gi', storageClassName: 'gp3' } },
  },
  {
    id: 'D1', what: 'a gated model without a token', is: 'warned',
    change: { model: { uri: 'hf://meta-llama/Llama-3.3-70B-Instruct' } },
  },
  {
    id: 'D2', what: 'a hybrid model on vLLM 0.11', is: 'refused', by: ['PD224'],
    change: { ...on011, accelerator: undefined, model: { uri: 'hf://Qwen/Qwen3-Next-80B-A3B-Instruct' } },
  },
  {
    id: 'D3', what: 'a model that generates no text', is: 'warned', by: ['PD213'],
    change: { model: { uri: 'hf://BAAI/bge-m3' } },
  },
  {
    id: 'D3', what: 'files of another format', is: 'warned', by: ['PD213'],
    change: { model: { uri: 'hf://unsloth/Llama-3.3-70B-Instruct-GGUF' } },
  },
  {
    id: 'E1', what: 'a secret for a mirror', is: 'accepted',
    change: {
      images: {
        mirrors: { 'docker.io': 'registry.internal/hub', 'ghcr.io': 'registry.internal/ghcr' },
        pullSecrets: ['registry'],
      },
    },
  },
  {
    id: 'E2', what: 'weights of a claim', is: 'accepted',
    change: {
      model: { uri: 'pvc://models/llama-70b', like: 'meta-llama/Llama-3.3-70B-Instruct' }, modelCache: undefined,
    },
  },
  {
    id: 'E2', what: 'weights of a bucket', is: 'warned',
    change: {
      model: {
        uri: 's3://models/llama-70b', like: 'meta-llama/Llama-3.3-70B-Instruct', credential: { type: 'anonymous' },
      },
      modelCache: undefined,
    },
  },
  {
    id: 'E3', what: 'a slice of a GPU', is: 'warned',
    change: {
      accelerator: 'NVIDIA-H100-80GB-HBM3-MIG-3g.40gb', model: { uri: 'hf://Qwen/Qwen3-8B' },
      ...both({ parallelism: { tensor: 1 } }),
    },
  },
  { id: 'E3', what: 'a GPU of AMD', change: { accelerator: 'AMD_Instinct_MI300X_OAM' }, is: 'warned', by: ['PD640'] },
  {
    id: 'E4', what: 'two names by the flag', is: 'refused', by: ['PD102'],
    change: args('--served-model-name', 'a', 'b'),
  },
  { id: 'E4', what: 'two names', change: { model: { ...base.model, servedName: ['a', 'b'] } }, is: 'accepted' },
  {
    id: 'E4', what: 'a quantization that the release has', is: 'accepted',
    change: { engine: { maxModelLen: 32_000, quantization: 'fp8_per_block' } },
  },
  {
    id: 'E4', what: 'a quantization that does not fit the files', is: 'refused',
    change: { engine: { maxModelLen: 32_000, quantization: 'modelopt_fp4' } },
  },
  {
    id: 'E4', what: 'blocks of 256 tokens', is: 'accepted',
    change: { engine: { maxModelLen: 32_000, blockSize: 256 } },
  },
  {
    id: 'E5', what: 'a Gateway of another team', is: 'accepted',
    change: { entrance: { from: { name: 'shared', namespace: 'infra', section: 'https' } } },
  },
  {
    id: 'E5', what: 'open to the internet', is: 'refused', by: ['PD437'],
    change: { gateway: istio('1.30', { serviceType: 'LoadBalancer' }) },
  },
  {
    id: 'E6', what: 'two models behind one gateway',
    is: 'accepted', testedIn: ['operations/entrance.test.ts', 'ModelGateway'],
  },
  {
    id: 'E7', what: 'times of the probes', is: 'accepted',
    change: both({ probes: { readiness: { periodSeconds: 15, timeoutSeconds: 15, failureThreshold: 10 } } }),
  },
  {
    id: 'E8', what: 'a proxy under network policies', is: 'warned',
    change: { ...env({ HTTPS_PROXY: 'http://proxy.corp:3128' }), operations: { networkPolicies: {} } },
  },
  {
    id: 'E9', what: 'the network of the node', is: 'refused', by: ['PD701'],
    change: both({ pod: { hostNetwork: true } }),
  },
  { id: 'F1', what: 'an amount as text in a patch', is: 'accepted', testedIn: ['overrides.test.ts', 'addJsonPatch'] },
  {
    id: 'F2', what: 'a field that a kind lacks in a patch',
    is: 'refused', testedIn: ['overrides.test.ts', 'the API has no such field'],
  },
  { id: 'F3', what: 'a port of the pool in a patch', is: 'refused', testedIn: ['overrides.test.ts', 'targetPorts'] },
  ...[
    'must specify limits.cpu', 'Hybrid KV cache manager', 'path-like', 'Multi-Attach', 'cannot be converted',
    'CERTIFICATE_VERIFY_FAILED',
    'volume node affinity conflict', 'connect: connection refused', 'libcuda', 'compatibility hash', 'name resolution',
  ].map((what, index): Input => ({ id: `G${index + 1}`, what, testedIn: ['operate/pods.test.ts', what] })),
];
