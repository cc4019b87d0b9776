import fc from 'fast-check';
import { Accelerator, istio, Model, Release } from '../../lib';
import { accelerators } from '../../lib/devices/accelerators';
import { models } from '../../lib/facts/models';

/**
 * Values for the fields, by path, in which `role` stands for prefill and decode, `[]` for an entry of a list and `*`
 * for a value of a map; the last path that ends the field's counts. A field that no line serves fails the test, so that
 * one that is added later is drawn too.
 */
export const drawn: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  namespace: fc.constantFrom('team-a', 'team-b', 'kube-system', 'llama'),
  'gateway': fc.constantFrom<unknown>(
    ...['1.26', '1.27', '1.28', '1.29', '1.30', '1.31', '1.28.1'].map(version => istio(version)),
    istio('1.28', { serviceType: 'LoadBalancer' }), istio('1.30', { serviceType: 'NodePort' }),
  ),
  'release': fc.constantFrom<unknown>(
    Release.LLM_D_0_3, Release.LLM_D_0_10,
    {
      ...Release.LLM_D_0_10, name: 'own',
      modelServer: { ...Release.LLM_D_0_10.modelServer, image: 'registry.example/vllm:own' },
    },
    { ...Release.LLM_D_0_3, name: 'own', endpointPicker: { ...Release.LLM_D_0_3.endpointPicker, known: undefined } },
  ),
  'model.uri': fc.oneof(
    fc.constantFrom(...Object.keys(models)).map(name => `hf://${name}`),
    fc.constantFrom(
      'hf://acme/own', 'hf://acme/own-GGUF', 'hf://BAAI/bge-m3', 'hf://a/b', 's3://bucket/model', 'pvc://claim/model',
      'https://huggingface.co/meta-llama/Llama-3.1-8B-Instruct', 'meta-llama/Llama-3.1-8B-Instruct',
    ),
  ),
  'model.like': fc.oneof(
    fc.constantFrom(...Object.keys(models), 'acme/none'),
    fc.constant(Model.fromConfig({
      architectures: ['LlamaForCausalLM'], model_type: 'llama',
      hidden_size: 4096, num_hidden_layers: 32, num_attention_heads: 32,
      num_key_value_heads: 8, intermediate_size: 14_336, vocab_size: 128_256, max_position_embeddings: 131_072,
      torch_dtype: 'bfloat16',
    })),
  ),
  'model.revision': fc.constantFrom('main', 'refs/pr/3', '0'.repeat(40)),
  'servedName': fc.constantFrom('llama', 'a b', ''),
  'servedName[]': fc.constantFrom('llama', 'default', ''),
  'accelerator': fc.oneof(
    fc.constantFrom(...Object.keys(accelerators), 'NVIDIA-H20', 'AMD-Instinct-MI300X', 'none'),
    fc.constant(Accelerator.of({ product: 'own', memoryGiB: 96, computeCapability: 9 })),
  ),
  'secretName': fc.constantFrom('hub', 'Hub', ''),
  'key': fc.constantFrom('token', 'nvidia.com/gpu', 'zone', ''),
  'size': fc.constantFrom('1Gi', '200Gi', '4Ti', '100GB', '0'),
  'files[].path': fc.constantFrom('/templates', '/model-cache', '/usr/lib', 'templates', '/etc/acme/../x'),
  'configMapName': fc.constantFrom('templates', 'Templates', ''),
  'storageClassName': fc.constantFrom('nfs', 'gp3', ''),
  'modelCache.path': fc.constantFrom('/mnt/models', '/', 'models', '/dev/shm', '/..'),
  'maxModelLen': fc.constantFrom(1, 8192, 40_960, 131_072, 10_000_000),
  'blockSize': fc.constantFrom(8, 16, 32, 64, 128, 256, 48),
  'dtype': fc.constantFrom('auto', 'bfloat16', 'float16', 'half', 'float32', 'int8'),
  'kvCacheDtype': fc.constantFrom('auto', 'bfloat16', 'fp8', 'fp8_e4m3', 'fp8_e5m2', 'nvfp4', 'float16', 'int8'),
  'quantization': fc.constantFrom('fp8', 'awq', 'gptq', 'bitsandbytes', 'mxfp4', 'modelopt_fp4', 'none'),
  'replicas': fc.constantFrom(0, 1, 2, 16, 1_000_000_000),
  'maxReplicas': fc.constantFrom(1, 4, 64, 1_000_000_000),
  'queue': fc.constantFrom(0, 1, 16),
  'kvCacheUsage': fc.constantFrom(0, 0.5, 0.9, 1, 90),
  'promptTokens': fc.constantFrom(0, 1000, 30_000),
  'tensor': fc.constantFrom(1, 2, 3, 4, 8, 16, 0),
  'pipeline': fc.constantFrom(1, 2, 4, 0),
  'cpu': fc.constantFrom('1m', '8', '32', '22 cores', '0'),
  'memory': fc.constantFrom('2Gi', '64Gi', '200Gi', '200gi', '0'),
  'sharedMemory': fc.constantFrom('64Mi', '20Gi', '400Gi', ''),
  'ephemeralStorage': fc.constantFrom('1Gi', '500Gi', 'x'),
  'gpuMemoryUtilization': fc.constantFrom(0.1, 0.85, 0.95, 1, 90),
  'maxNumSeqs': fc.constantFrom(1, 256, 8192, 0),
  'maxNumBatchedTokens': fc.constantFrom(512, 2048, 8192, 65_536, 0),
  'extraArgs[]': fc.constantFrom(
    '--enable-prefix-caching', '--seed=1', '--seed', '1', '--config=/etc/vllm.yaml', '--host', '10.0.0.5', '-O3',
    '--kv-offloading-size=100', '--chat-template=/templates/tools.jinja', '--enable-auto-tool-choice',
    '--tool-call-parser=hermes', '--tool-call-parser=lama3', '--no-such-flag=1', '--enable-expert-parallel',
    '--speculative-config={"method":"ngram","num_speculative_tokens":4}', '--max-model-len=4096', '$(HOME)', '-',
    '--override-generation-config={temperature: 0.2}', '--data-parallel-size=2', '--runner=pooling', '--',
    '--trust-remote-code', '--load-format=dummy', '--disable-log-stats', '--enable-lora', '--lora-modules=a=b',
  ),
  'extraEnv.*': fc.constantFrom('tcp', 'eth0', '1', '$(X)', '$(POD_IP)', 'http://proxy.example:3128', ''),
  'fieldPath': fc.constantFrom('status.podIP', 'metadata.name', 'spec.nope'),
  'labels.*': fc.constantFrom('a', 'true', 'not a label', ''),
  'annotations.*': fc.constantFrom('a', 'true', ''),
  'nodeSelector.*': fc.constantFrom('a', 'nvidia-h100-80gb', 'NVIDIA-L4', 'not a label'),
  'priorityClassName': fc.constantFrom('system-cluster-critical', 'high', 'High'),
  'runtimeClassName': fc.constantFrom('nvidia', 'Nvidia'),
  'schedulerName': fc.constantFrom('kueue', 'default-scheduler', ''),
  'imagePullSecrets[].name': fc.constantFrom('registry', 'Registry', ''),
  'toleration.value': fc.constantFrom('present', ''),
  'tolerations[].value': fc.constantFrom('present', ''),
  'values[]': fc.constantFrom('a', '1', ''),
  'matchLabels.*': fc.constantFrom('a', 'not a label'),
  'matchLabelKeys[]': fc.constantFrom('pod-template-hash', ''),
  'topologyKey': fc.constantFrom('topology.kubernetes.io/zone', 'kubernetes.io/hostname', ''),
  'namespaces[]': fc.constantFrom('team-a', 'Team'),
  'startupSeconds': fc.constantFrom(1, 61, 600, 86_400, 1.5),
  'drainSeconds': fc.constantFrom(0, 30, 600, -1),
  'fabric.resource': fc.constantFrom('rdma/hca', 'rdma/hca_shared_devices_a', 'vpc.amazonaws.com/efa', 'x'),
  'fabric.devices': fc.constantFrom(0, 1, 8),
  'digests.*': fc.constantFrom(`sha256:${'0'.repeat(64)}`, 'latest'),
  'mirrors.*': fc.constantFrom('mirror.example', 'mirror.example/a', 'https://mirror.example'),
  'networkPolicies.apiServer[]': fc.constantFrom('192.0.2.7/32', '2001:db8::/64', '10.0.0.0', '0.0.0.0/0'),
  'ratio': fc.constantFrom(0.9, 0.999, 1, 99),
  'prometheus': fc.constantFrom('http://prometheus:9090', 'https://thanos-querier.example:9091', 'prometheus:9090'),
  'monitoring.namespace': fc.constantFrom('monitoring', 'Monitoring'),
  'verification.requests': fc.constantFrom(0, 1, 40, 1_000_000),
  'benchmark.prompts': fc.constantFrom(0, 10, 1000),
  'benchmark.concurrency': fc.constantFrom(0, 1, 64),
  'benchmark.inputTokens': fc.constantFrom(0, 100, 100_000),
  'benchmark.outputTokens': fc.constantFrom(0, 100, 100_000),
  'names.gateway': fc.constantFrom('shared', 'Gateway', ''),
  'names.httpRoute': fc.constantFrom('route', 'a.b', ''),
  'names.inferencePool': fc.constantFrom('pool', 'a.b', ''),
  'waive.*': fc.constantFrom('measured, 2026-11', '', ' '),
};

/** Keys of the maps of a spec, by path. */
export const drawnKeys: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'extraEnv': fc.constantFrom(
    'UCX_TLS', 'UCX_NET_DEVICES', 'HTTPS_PROXY', 'HF_ENDPOINT', 'HF_HUB_OFFLINE', 'LD_LIBRARY_PATH', 'PATH',
    'VLLM_LOGGING_LEVEL', 'VLLM_NO_SUCH', 'EOS_TOKEN', 'MY_VALUE', 'NCCL_DEBUG', 'not a name', 'POD_IP',
  ),
  'labels': fc.constantFrom('team', 'sidecar.istio.io/inject', 'llm-d.ai/role', 'app.kubernetes.io/name', 'not a key!'),
  'annotations': fc.constantFrom('team', 'k8s.v1.cni.cncf.io/networks', 'not a key!'),
  'nodeSelector': fc.constantFrom('nvidia.com/gpu.product', 'cloud.google.com/gke-accelerator', 'pool', 'not a key!'),
  'matchLabels': fc.constantFrom('app', 'not a key!'),
  'digests': fc.constantFrom('vllm', 'docker.io/vllm/vllm-openai', 'epp'),
  'mirrors': fc.constantFrom('ghcr.io', 'docker.io', 'ghcr.io/llmd', 'vllm'),
  'waive': fc.constantFrom(
    'PD205', 'PD209', 'PD210', 'PD211', 'PD212', 'PD502', 'PD506', 'PD507', 'PD508', 'PD101', 'PD701', 'PD999', 'x',
  ),
};
