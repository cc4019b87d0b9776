import { llama31 } from '../../deployments/llm-d-llama31';
import { GatewayProvider, InferenceSpec, istio, planInference, poolOf, Release } from '../../lib';
import { judge } from '../../lib/rules/judge';
import { withPlanField } from '../../lib/rules/report/example-spec';
import { checkShape } from '../../lib/rules/spec/spec-shape';

function errorsOf(spec: InferenceSpec): string[] {
  const shape = checkShape('llm-d-llama31', spec);
  return (shape.length > 0 ? shape : judge(planInference('llm-d-llama31', spec)).findings)
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, field }) => `${rule} ${field}`);
}

const wrongGroup: GatewayProvider = { ...istio('1.30'), inferencePoolGroup: 'inference.networking.x-k8s.io' };
const chartFlags: Release = {
  ...Release.LLM_D_0_3,
  routingProxy: { ...Release.LLM_D_0_3.routingProxy, portFlag: '--zap-encoder' },
};
const drainingPicker: Release = {
  ...Release.LLM_D_0_3,
  endpointPicker: { ...Release.LLM_D_0_3.endpointPicker, drain: { flag: '--drain-timeout', seconds: 10 } },
};

// What cost the users of the deployment that this replaces days, and what its peers let through.
test.each<[string, InferenceSpec, string]>([
  [
    'eight engines in a pod of one GPU',
    { ...llama31, decode: { ...llama31.decode, extraArgs: ['--data-parallel-size', '8'] } },
    'PD101 decode.extraArgs[0]',
  ],
  [
    'the same by the flag of vllm-router',
    { ...llama31, prefill: { ...llama31.prefill!, extraArgs: ['--intra-node-data-parallel-size=8'] } },
    'PD101 prefill.extraArgs[0]',
  ],
  ['the group of Istio 1.27 on 1.28', { ...llama31, gateway: wrongGroup }, 'PD402 gateway.inferencePoolGroup'],
  [
    'flags of a newer chart on sidecar v0.3.0',
    { ...llama31, release: chartFlags },
    'PD414 release.routingProxy.portFlag',
  ],
  [
    'a drain window on picker v0.3.2',
    { ...llama31, release: drainingPicker },
    'PD415 release.endpointPicker.drain.flag',
  ],
  [
    '70B on one H100',
    {
      ...llama31,
      model: { uri: 'hf://meta-llama/Llama-3.1-70B-Instruct' },
      waive: {},
      accelerator: 'NVIDIA-H100-80GB-HBM3',
    },
    'PD201 decode.parallelism.tensor',
  ],
  [
    'a block size of one role',
    { ...llama31, prefill: { ...llama31.prefill!, engine: { blockSize: 16 } } } as InferenceSpec,
    'PD701 prefill.engine.blockSize',
  ],
  [
    'a block size of one role as an argument',
    { ...llama31, prefill: { ...llama31.prefill!, extraArgs: ['--block-size=16'] } },
    'PD102 prefill.extraArgs[0]',
  ],
  [
    'a token in a variable',
    { ...llama31, decode: { ...llama31.decode, extraEnv: { NOTE: `hf_${'a'.repeat(34)}` } } },
    'PD601 decode.extraEnv.NOTE',
  ],
])('%s is refused', (_what, spec, error) => {
  expect(errorsOf(spec)).toContain(error);
});

// The first five of 0.27 were measured: status 200, and none of the tokens right.
test.each([
  ...([
    [64, 128],
    [32, 128],
    [32, 64],
    [16, 64],
    [16, 32],
    [128, 64],
    [128, 32],
  ] as const).map(([from, to]) => ({ name: '0.27', release: Release.LLM_D_0_10, from, to })),
  { name: '0.11', release: Release.LLM_D_0_3, from: 64, to: 128 },
])(
  'blocks of $from and $to tokens are refused in a plan that was changed by hand (vLLM $name)',
  ({ release, from, to }) => {
    const plan = planInference('llama', { ...llama31, release });
    expect(poolOf(plan, 'decode').modelServer.known?.version).toMatch(/^0\.(27|11)\./);
    const sized = (prefill: number, decode: number) =>
      withPlanField(withPlanField(plan, 'prefill.engine', { blockSize: prefill }), 'decode.engine', {
        blockSize: decode,
      });
    expect(judge(sized(from, to)).findings.map(({ rule }) => rule)).toContain('PD301');
    expect(judge(sized(to, to)).findings.map(({ rule }) => rule)).not.toContain('PD301');
  },
);

test('a model that is stretched knowingly, and a GPU that is enough, are not refused', () => {
  expect(errorsOf({ ...llama31, accelerator: 'NVIDIA-H100-80GB-HBM3' })).toEqual([]);
  const extraArgs = ['--hf-overrides={"rope_scaling":{"rope_type":"yarn"}}'];
  const [prefill, decode] = [{ ...llama31.prefill!, extraArgs }, { ...llama31.decode, extraArgs }];
  expect(errorsOf({ ...llama31, engine: { maxModelLen: 200_000 }, prefill, decode })).toEqual([]);
});

test('naming the GPU selects its nodes for both roles, beside what the pods select', () => {
  const plan = planInference('llama', {
    ...llama31,
    accelerator: 'NVIDIA-H200',
    decode: { ...llama31.decode, pod: { nodeSelector: { zone: 'a' } } },
  });
  expect(plan.pools.map(({ pod }) => pod.nodeSelector)).toEqual([
    { 'nvidia.com/gpu.product': 'NVIDIA-H200' },
    { zone: 'a', 'nvidia.com/gpu.product': 'NVIDIA-H200' },
  ]);
});
