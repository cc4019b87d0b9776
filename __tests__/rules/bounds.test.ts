import { planInference, Release } from '../../lib';
import { judge } from '../../lib/rules/judge';
import { exampleSpec, withField, withPlanField } from '../../lib/rules/report/example-spec';
import { checkShape } from '../../lib/rules/spec/spec-shape';

type Change = Readonly<Record<string, unknown>>;

/**
 * What the rules say of the spec of the examples with some fields changed, in the spec or, below `plan.`, in its plan.
 */
function found(change: Change): string[] {
  const entries = Object.entries(change);
  const spec = entries
    .filter(([path]) => !path.startsWith('plan.'))
    .reduce<object>((changed, [path, value]) => withField(changed, path, value), exampleSpec) as typeof exampleSpec;
  const shape = checkShape('llama', spec);
  if (shape.length > 0) return shape.map(({ rule, field }) => `${rule} ${field}`);
  const plan = entries
    .filter(([path]) => path.startsWith('plan.'))
    .reduce((changed, [path, value]) => withPlanField(changed, path.slice(5), value), planInference('llama', spec));
  return judge(plan).findings.map(({ rule, field }) => `${rule} ${field}`);
}

const label = (key: string) => ({ 'decode.pod': { labels: { [key]: 'a' } } });
const annotations = (bytes: number) => ({ 'prefill.pod': { annotations: { note: 'é'.repeat((bytes - 4) / 2) } } });
const both = (args: readonly string[]) => ({ 'prefill.extraArgs': args, 'decode.extraArgs': args });
const h100 = { accelerator: 'NVIDIA-H100-80GB-HBM3', waive: { PD508: 'not what is tested' } };
const large = { ...h100, 'model.uri': 'hf://meta-llama/Llama-3.1-70B-Instruct' };

/** Two changes on either side of a bound: the first is refused at a field by a rule, the second not by that rule. */
const bounds: readonly (readonly [what: string, refused: Change, finding: string, taken: Change])[] = [
  [
    'a label\'s name of 64 letters',
    label('k'.repeat(64)),
    `PD722 decode.pod.labels.${'k'.repeat(64)}`,
    label('k'.repeat(63)),
  ],
  [
    'a label\'s prefix of 254 characters',
    label(`${'p'.repeat(254)}/k`),
    `PD722 decode.pod.labels.${'p'.repeat(254)}/k`,
    label(`${'p'.repeat(253)}/k`),
  ],
  ['a label with two prefixes', label('a/b/c'), 'PD722 decode.pod.labels.a/b/c', label('b/c')],
  ['a label with an empty prefix', label('/c'), 'PD722 decode.pod.labels./c', label('c')],
  ['a label with an empty name', label('b/'), 'PD722 decode.pod.labels.b/', label('b/c')],
  ['annotations of more than 256 KiB', annotations(262_146), 'PD723 prefill.pod.annotations', annotations(262_144)],
  [
    'a Secret\'s key with a space',
    { 'model.token': { secretName: 'hub', key: 'a b' } },
    'PD725 model.token.key',
    { 'model.token': { secretName: 'hub', key: 'a.b' } },
  ],
  [
    'a Secret\'s key that is the folder itself',
    { 'model.token': { secretName: 'hub', key: '.' } },
    'PD725 model.token.key',
    { 'model.token': { secretName: 'hub', key: '.a' } },
  ],
  [
    'a Secret\'s key that leads out of the folder',
    { 'model.token': { secretName: 'hub', key: '..a' } },
    'PD725 model.token.key',
    { 'model.token': { secretName: 'hub', key: 'a..' } },
  ],
  [
    'a Secret\'s key of 254 characters',
    { 'model.token': { secretName: 'hub', key: 'k'.repeat(254) } },
    'PD725 model.token.key',
    { 'model.token': { secretName: 'hub', key: 'k'.repeat(253) } },
  ],
  [
    'an idle connection as short as the proxy\'s',
    { 'prefill.extraEnv': { VLLM_HTTP_TIMEOUT_KEEP_ALIVE: '90' } },
    'PD315 prefill.extraEnv.VLLM_HTTP_TIMEOUT_KEEP_ALIVE',
    {},
  ],
  [
    'prefill pods that consume',
    {
      'plan.prefill.modelServer': {
        ...Release.LLM_D_0_10.modelServer,
        kvRole: { prefill: 'kv_consumer', decode: 'kv_consumer' },
      },
    },
    'PD310 release.modelServer.kvRole.prefill',
    {},
  ],
  [
    'decode pods that produce',
    {
      'plan.decode.modelServer': {
        ...Release.LLM_D_0_10.modelServer,
        kvRole: { prefill: 'kv_producer', decode: 'kv_producer' },
      },
    },
    'PD310 release.modelServer.kvRole.decode',
    {},
  ],
  [
    'a picker that logs requests',
    {
      'plan.endpointPicker.release': {
        ...Release.LLM_D_0_10.endpointPicker,
        flags: { ...Release.LLM_D_0_10.endpointPicker.flags, '--v': '4' },
      },
    },
    'PD509 release.endpointPicker.flags.--v',
    {
      'plan.endpointPicker.release': {
        ...Release.LLM_D_0_10.endpointPicker,
        flags: { ...Release.LLM_D_0_10.endpointPicker.flags, '--v': '3' },
      },
    },
  ],
  [
    'a developer\'s switch',
    { 'decode.extraEnv': { VLLM_SERVER_DEV_MODE: '1' } },
    'PD607 decode.extraEnv.VLLM_SERVER_DEV_MODE',
    { 'decode.extraEnv': { VLLM_SERVER_DEV_MODE: '0' } },
  ],
  [
    'a flag of the pair on decode alone',
    { 'decode.extraArgs': ['--attention-backend=FLASHINFER'] },
    'PD318 decode.extraArgs[0]',
    both(['--attention-backend=FLASHINFER']),
  ],
  [
    'a flag of the pair on prefill alone',
    { 'prefill.extraArgs': ['--enforce-eager', '--attention-backend=FLASHINFER'] },
    'PD318 prefill.extraArgs[1]',
    both(['--attention-backend=FLASHINFER']),
  ],
  [
    'a flag of the pair with two values',
    { 'prefill.extraArgs': ['--attention-backend=FLASHINFER'], 'decode.extraArgs': ['--attention-backend=FLASH_ATTN'] },
    'PD318 decode.extraArgs[0]',
    both(['--attention-backend=FLASH_ATTN']),
  ],
  [
    'a variable of the pair on prefill alone',
    { 'prefill.extraEnv': { VLLM_MLA_DISABLE: '1' } },
    'PD318 prefill.extraEnv.VLLM_MLA_DISABLE',
    { 'prefill.extraEnv': { VLLM_MLA_DISABLE: '1' }, 'decode.extraEnv': { VLLM_MLA_DISABLE: '1' } },
  ],
  [
    'a variable of the pair on decode alone',
    { 'decode.extraEnv': { VLLM_MLA_DISABLE: '1' } },
    'PD318 decode.extraEnv.VLLM_MLA_DISABLE',
    {},
  ],
  [
    '70B that is not quantized',
    { ...large, 'prefill.parallelism': { tensor: 1 }, 'decode.parallelism': { tensor: 1 } },
    'PD201 prefill.parallelism.tensor',
    {
      ...large,
      'engine.quantization': 'fp8',
      'engine.maxModelLen': 4096,
      'prefill.parallelism': { tensor: 2 },
      'decode.parallelism': { tensor: 2 },
    },
  ],
  [
    '70B on fewer GPUs in one role',
    { ...large, 'prefill.parallelism': { tensor: 2 }, 'decode.parallelism': { tensor: 1 } },
    'PD201 decode.parallelism.tensor',
    { ...large, 'prefill.parallelism': { tensor: 4 }, 'decode.parallelism': { tensor: 4 } },
  ],
  [
    '70B whose cache is not fixed by hand',
    { ...large, 'prefill.parallelism': { tensor: 4 }, 'decode.parallelism': { tensor: 1 } },
    'PD201 decode.parallelism.tensor',
    {
      ...large,
      'prefill.parallelism': { tensor: 4 },
      'decode.parallelism': { tensor: 1 },
      'decode.extraArgs': ['--cpu-offload-gb=100'],
    },
  ],
];

test.each(bounds)('%s', (_what, refused, finding, taken) => {
  expect(found(refused)).toContain(finding);
  expect(found(taken).filter(other => other.startsWith(finding.slice(0, 5)))).toEqual([]);
});

test('a count that is no number is told once, and a container without settings is none', () => {
  expect(found({ 'decode.engine': { maxNumSeqs: Number.NaN, maxNumBatchedTokens: 4096 } }))
    .toEqual(['PD105 decode.engine.maxNumSeqs']);
  expect(found({ 'decode.parallelism': { tensor: Number.NaN }, 'decode.device': 'tpu' }).join())
    .not.toContain('PD656');
  expect(found({ containers: { routingProxy: undefined } })).toEqual(found({}));
});
