import { Example } from './example';

const small = { 'model.uri': 'hf://Qwen/Qwen3-8B', waive: { PD508: 'an example' } };
const large = { 'model.uri': 'hf://meta-llama/Llama-3.1-70B-Instruct', waive: { PD508: 'an example' } };
const digest = `sha256:${'0'.repeat(64)}`;
const token = `hf_${'a'.repeat(34)}`;

/** Examples of the rules about operation, secrets, names and the API. */
export const operationExamples: readonly Example[] = [
  { rule: 'PD501', field: 'decode.replicas', fails: 1.5, passes: 2 },
  { rule: 'PD502', field: 'decode.replicas', fails: 0, passes: 1 },
  { rule: 'PD503', field: 'prefill.replicas', fails: 0, passes: 1 },
  { rule: 'PD504', field: 'drainSeconds', fails: 0.5, passes: 30 },
  { rule: 'PD505', field: 'startupSeconds', fails: 120, passes: 1800, given: large },
  { rule: 'PD506', field: 'model.uri', fails: 'hf://Qwen/Qwen3-8B', passes: 'hf://Qwen/Qwen3-32B', given: { waive: { PD508: 'an example' } } },
  { rule: 'PD507', field: 'prefill.replicas', fails: 4, passes: 2, given: large },
  { rule: 'PD508', field: 'fabric', fails: 'tcp', passes: { type: 'rdma-node-memlock', network: 'infiniband' }, given: { 'model.uri': 'hf://Qwen/Qwen3-32B' } },
  { rule: 'PD509', field: 'decode.extraEnv', fails: { VLLM_LOGGING_LEVEL: 'DEBUG' }, passes: { VLLM_LOGGING_LEVEL: 'INFO' } },
  { rule: 'PD510', field: 'release.endpointPicker.image', fails: 'ghcr.io/llm-d/llm-d-router-endpoint-picker:main', passes: 'ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0' },
  { rule: 'PD511', field: 'modelCache', fails: { type: 'emptyDir', size: '200Gi' }, passes: { type: 'persistentVolumeClaim', size: '200Gi' }, given: large },
  { rule: 'PD512', field: 'decode.autoscaling', fails: { maxReplicas: 4 }, passes: { maxReplicas: 8 } },
  { rule: 'PD513', field: 'prefill.autoscaling', fails: { maxReplicas: 8, kvCacheUsage: 0.8 }, passes: { maxReplicas: 8, promptTokens: 20_000 } },
  { rule: 'PD514', field: 'release.modelServer.vllm', fails: '0.19', passes: '0.27', given: { 'operations.monitoring': { namespace: 'monitoring' } } },
  { rule: 'PD515', field: 'operations.monitoring', fails: { namespace: 'monitoring', objectives: { ratio: 1 } }, passes: { namespace: 'monitoring', objectives: { ratio: 0.99 } } },
  { rule: 'PD601', field: 'decode.extraEnv', fails: { NOTE: token }, passes: { NOTE: 'a note' } },
  { rule: 'PD602', field: 'decode.pod', fails: { labels: { 'llm-d.ai/role': 'both' } }, passes: { labels: { team: 'a' } } },
  { rule: 'PD608', field: 'security', fails: { user: 'high' }, passes: undefined, given: { fabric: { type: 'rdma-ipc-lock', network: 'infiniband' } } },
  { rule: 'PD609', field: 'fabric', fails: { type: 'rdma-node-memlock', network: 'roce', devices: 0 }, passes: { type: 'rdma-node-memlock', network: 'roce' } },
  { rule: 'PD610', field: 'operations.networkPolicies', fails: { apiServer: ['10.0.0.10'] }, passes: { apiServer: ['10.0.0.10/32'] } },
  { rule: 'PD611', field: 'decode.extraEnv', fails: { HF_ENDPOINT: 'http://mirror:8080' }, passes: { HF_ENDPOINT: 'https://mirror' }, given: { 'operations.networkPolicies': {} } },
  { rule: 'PD614', field: 'fabric', fails: { type: 'rdma-ipc-lock', network: 'efa' }, passes: 'tcp' },
  {
    rule: 'PD615', field: 'decode.extraEnv', fails: { UCX_TLS: 'tcp' }, passes: { UCX_TLS: 'rc,cuda_copy,cuda_ipc' },
    given: { fabric: { type: 'rdma-node-memlock', network: 'infiniband' } },
  },
  { rule: 'PD612', field: 'images', fails: { digests: { 'docker.io/vllm/vllm-openai:v0.27.1': digest } }, passes: undefined },
  { rule: 'PD613', field: 'images', fails: { mirrors: { 'ghcr.io': 'https://registry.internal/' } }, passes: { mirrors: { 'ghcr.io': 'registry.internal/ghcr' } } },
  { rule: 'PD703', field: 'waive', fails: { PD506: '' }, passes: { PD506: 'measured on our prompts, 2026-10' }, given: small, implies: ['PD506', 'PD508'] },
  { rule: 'PD704', field: 'waive', fails: { PD506: 'measured on our prompts, 2026-10' }, passes: undefined },
  { rule: 'PD711', field: 'namespace', fails: 'Team A', passes: 'team-a' },
  { rule: 'PD712', field: 'names', fails: { gateway: 'g'.repeat(58) }, passes: { gateway: 'g'.repeat(57) } },
  { rule: 'PD713', field: 'model.uri', fails: 'hf://Qwen3', passes: 'hf://openai/gpt-oss-120b', implies: ['PD205'] },
  { rule: 'PD714', field: 'model.revision', fails: '', passes: 'v1' },
  { rule: 'PD721', field: 'decode.memory', fails: '64GB', passes: '64Gi' },
  { rule: 'PD722', field: 'decode.pod', fails: { labels: { team: 'team a' } }, passes: { labels: { team: 'team-a' } } },
  { rule: 'PD723', field: 'decode.pod', fails: { annotations: { 'a note': 'x' } }, passes: { annotations: { 'a-note': 'x' } } },
  { rule: 'PD724', field: 'decode.extraEnv', fails: { 'MY-NAME': 'x' }, passes: { MY_NAME: 'x' } },
  { rule: 'PD725', field: 'model.token', fails: { secretName: 'Hub Token', key: 'token' }, passes: { secretName: 'hub-token', key: 'token' } },
  { rule: 'PD726', field: 'decode.extraEnv', fails: { NODE: { fieldPath: 'spec.node' } }, passes: { NODE: { fieldPath: 'spec.nodeName' } } },
  { rule: 'PD727', field: 'modelCache', fails: { type: 'hostPath', path: '/data/../etc' }, passes: { type: 'hostPath', path: '/data' } },
  { rule: 'PD728', field: 'decode.extraEnv', fails: { NOTE: 'a\u0007' }, passes: { NOTE: 'a' } },
  { rule: 'PD701', field: 'decode.replcas', fails: 8, passes: undefined },
];
