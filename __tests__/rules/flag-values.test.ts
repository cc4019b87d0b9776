import { InferenceSpec, planInference, Release, Vllm } from '../../lib';
import { judge } from '../../lib/rules/judge';
import { validSpec } from '../valid-spec';

/** What is found with these arguments, each as its rule, cause and fix. */
function found(
  extraArgs: readonly string[],
  change: Partial<InferenceSpec> = {},
  roles: readonly string[] = ['prefill', 'decode'],
): string[] {
  const of = (role: 'prefill' | 'decode') => ({ ...validSpec[role], ...(roles.includes(role) && { extraArgs }) });
  const spec = { ...validSpec, ...change, prefill: of('prefill'), decode: of('decode') } as InferenceSpec;
  return judge(planInference('llama', spec))
    .findings.filter(
      ({ field }) =>
        /^decode.extraArgs/.test(field) || (!roles.includes('decode') && /^prefill.extraArgs/.test(field)),
    )
    .map(({ rule, cause, fix }) => `${rule} ${cause}. ${fix}`);
}

const old = { release: Release.LLM_D_0_3 };

test.each<[readonly string[], string]>([
  [['--seed'], '`--seed` has no value'],
  [['--seed', '--enforce-eager'], '`--seed` has no value'],
  [['--seed=abc'], '`--seed` takes a whole number, got \'abc\''],
  [['--seed', 'abc'], '`--seed` takes a whole number'],
  [['--seed=1.5'], '`--seed` takes a whole number'],
  [['--max-loras=0'], '`--max-loras` takes a number at least 1, got \'0\''],
  [['--kv-cache-metrics-sample=inf'], '`--kv-cache-metrics-sample` takes a number above 0 and at most 1'],
  [['--kv-cache-metrics-sample=nan'], '`--kv-cache-metrics-sample` takes a number above 0'],
  [['--max-num-scheduled-tokens=-1'], '`--max-num-scheduled-tokens` takes a number at least 0, got \'-1\''],
  [['--seed.a=1'], '`--seed` has no keys, got `.a`'],
  [['--no-seed'], '`--no-seed` does not exist'],
  [['--cpu-offload-gb=1,5'], '`--cpu-offload-gb` takes a number'],
  [['--load-format=foo'], '`--load-format` has no value \'foo\'. use one of auto'],
  [['--tool-call-parser=hermess'], '`--tool-call-parser` has no value \'hermess\' (did you mean \'hermes\'?)'],
  [['--scheduling-policy=random'], '`--scheduling-policy` has no value \'random\''],
  [
    ['--speculative-config={method:ngram}'],
    '`--speculative-config` takes JSON, got \'{method:ngram}\'. use \'{"method":"ngram"}\'',
  ],
  [['--speculative-config=ngram'], '`--speculative-config` takes JSON'],
  [['--compilation-config=3'], '`--compilation-config` takes an object in JSON'],
  [
    ['--enable-prefix-caching=false'],
    '`--enable-prefix-caching` takes no value, got \'false\'. use `--no-enable-prefix-caching`',
  ],
  [['--enable-prefix-caching', 'true'], '`--enable-prefix-caching` takes no value, got \'true\'. remove the value'],
  [['--enable-log-outputs'], '`--enable-log-outputs` needs `--enable-log-requests`'],
  [['--enable-auto-tool-choice'], '`--enable-auto-tool-choice` needs `--tool-call-parser`'],
  [
    ['--override-generation-config=\'{"temperature":0.2}\''],
    '`--override-generation-config` has quotes around its value, which no shell takes off here',
  ],
  [
    ['--override-generation-config={temperature: 0.2}'],
    '`--override-generation-config` takes JSON, got \'{temperature: 0.2}\'. use \'{"temperature": 0.2}\'',
  ],
  [
    ['--kv-cache-memory-bytes=12x'],
    '`--kv-cache-memory-bytes` takes a whole number, or a number that ends in one of',
  ],
  [['--kv-cache-memory-bytes=1.5G'], '`--kv-cache-memory-bytes` takes no decimals before `G`'],
  [['--compilation-config={"levl":3}'], '`--compilation-config` has no key \'levl\''],
  [['--compilation-config.cudagraf_mode=NONE'], '`--compilation-config` has no key \'cudagraf_mode\''],
  [['--safetensors-load-strategy=None'], '`--safetensors-load-strategy` has no value \'None\''],
  [['--lora-modules=sql'], '`--lora-modules` takes `name=path`'],
])('%j is refused: %s', (args, text) => {
  expect(found(args)).toContainEqual(expect.stringContaining(`PD123 ${text}`));
});

test.each<[readonly string[]]>([
  [['-O3']],
  [['-O', '3']],
  [['-O.level=3']],
  [['--compilation-config.cudagraph_mode', 'NONE']],
  [['--seed=-1']],
  [['--long-prefill-token-threshold=1_024']],
  [['--kv-cache-metrics-sample=1']],
  [['--seed', '7']],
  [['--max_num_partial_prefills=2']],
  [['--no-enable-prefix-caching']],
  [['--limit-mm-per-prompt', '{"image": 4, "video": 0}']],
  [['--limit-mm-per-prompt.image=4']],
  [['--kv-cache-memory-bytes=80g']],
  [['--kv-cache-memory-bytes=12G']],
  [['--enable-auto-tool-choice', '--tool-call-parser=llama3_json']],
  [['--enable-auto-tool-choice', '--tool-call-parser=ours', '--tool-parser-plugin=/vllm-workspace/ours.py']],
  [['--enable-log-outputs', '--enable-log-requests']],
  [['--moe-backend=FlashInfer-TRTLLM']],
  [['--override-generation-config={"temperature": 0.2}']],
  [['--enable-lora', '--lora-modules', 'a=acme/a', '{"name":"b","path":"acme/b"}']],
  [['--middleware=a', '--middleware=b']],
  [['--chat-template={{ messages }}']],
  [['--host', '::']],
  [['--swap-space=4']],
])('%j passes', (args) => {
  expect(found(args).filter(text => !/^PD(110|141|509)/.test(text))).toEqual([]);
});

test('several values follow only a flag that takes several', () => {
  const lists = ['--enable-lora', '--lora-modules', 'a=acme/a', 'b=acme/b', '--cudagraph-capture-sizes', '1', '2'];
  expect(found(lists)).toEqual([]);
  expect(found(['--ignore-patterns=a', 'b'])).toEqual([expect.stringMatching(/^PD111/)]);
  expect(found(['--allowed-origins', '["a"]', '["b"]'])).toEqual([expect.stringMatching(/^PD111/)]);
});

test('a version is judged by its own parser', () => {
  expect(found(['--guided-decoding-backend=xgrammar'], old)).toEqual([]);
  expect(found(['--kv-cache-memory-bytes=1t'], old)).toEqual([expect.stringMatching(/^PD123/)]);
  expect(found(['--kv-cache-memory-bytes=1t'])).toEqual([]);
  expect(found(['--guided-decoding-disable-fallback=false'], old)).toEqual([
    expect.stringMatching(/^PD123 .* takes every text for true/),
  ]);
  expect(found(['--enable-auto-tool-choice'], old)).toEqual([expect.stringMatching(/^PD123/)]);
});

test.each<[readonly string[]]>([
  [['--chat-template={{ messages }}']],
  [['--tokenizer=acme/other']],
  [['--limit-mm-per-prompt={"image":4}']],
  [['--enable-auto-tool-choice', '--tool-call-parser=llama3_json']],
  [['--enable-lora']],
  [['--max-logprobs=40']],
])('%j in one role alone is refused, in both it is not', (args) => {
  for (const role of ['prefill', 'decode'])
    expect(found(args, {}, [role])).toContainEqual(expect.stringMatching(/^PD321/));
  expect(found(args)).toEqual([]);
});

test.each<[readonly string[]]>([
  [['--reasoning-parser=openai_gptoss']],
  [['--no-enable-lora']],
  [['--max-logprobs=20']],
  [['--no-enable-prefix-caching']],
  [['--speculative-config={"method":"ngram","num_speculative_tokens":4}']],
  [['--speculative-config.method=suffix', '--speculative-config.num_speculative_tokens=4']],
])('%j may be in one role alone', (args) => {
  expect(found(args, {}, ['decode'])).toEqual([]);
});

test('a draft model is of both roles', () => {
  expect(found(['--speculative-config={"method":"mtp","num_speculative_tokens":1}'], {}, ['decode'])).toEqual([
    expect.stringMatching(/^PD318/),
  ]);
});

test.each<[readonly string[], string | undefined]>([
  [['--chat-template=/templates/tools.jinja'], '/templates/tools.jinja'],
  [['--lora-modules', 'sql=/adapters/sql'], '/adapters/sql'],
  [['--speculative-config={"model":"/drafts/eagle","method":"eagle"}'], '/drafts/eagle'],
  [['--chat-template=/model-cache/tools.jinja'], undefined],
  [['--generation-config=vllm'], undefined],
])('%j names a file that is not there: %s', (args, path) => {
  const texts = found(args).filter(text => text.startsWith('PD124'));
  expect(texts).toEqual(path === undefined ? [] : [expect.stringContaining(`names ${path}, `)]);
});

test.each(['--host=10.0.0.5', '--host=localhost', '--host=::1', '--disable-log-stats', '--config=/etc/vllm.yaml'])(
  '%s is refused',
  (argument) => {
    expect(found([argument])).toHaveLength(1);
  },
);

test('a block size that the parser of 0.11 does not list is said, though it is a multiple of 16', () => {
  const sizes = (release: InferenceSpec['release']) => judge(planInference('llama', {
    ...validSpec, release, engine: { blockSize: 48 },
  })).findings.filter(({ field }) => field === 'engine.blockSize').map(({ cause }) => cause);
  expect(sizes(Release.ROUTER_0_3)[0]).toContain('is known to use 16, 32, 64, 128 on GPUs, got 48');
  expect(sizes(Release.ROUTER_0_10)).toEqual([]);
});

const on033 = { release: { ...Release.ROUTER_0_11, modelServer: Vllm.V0_33 } };

// As the parser of vLLM 0.33.0 answered.
test.each<[string, string | undefined]>([
  ['--grpc-port=9100', '`--grpc-port` needs the variable VLLM_USE_RUST_FRONTEND. add `VLLM_USE_RUST_FRONTEND: \'1\'`'],
  ['--grpc-port=None', undefined],
  ['--grpc-port=70000', '`--grpc-port` takes a number at least 0 and at most 65535, got \'70000\''],
  ['--reasoning-effort-map={"high":"x"}', undefined],
  ['--reasoning-effort-map={"high":1}', '`high` is 1. use "high": "1"'],
  ['--reasoning-effort-map={"hig":"x"}', 'has no key \'hig\' (did you mean \'high\'?)'],
  ['--reasoning-effort-map=null', undefined],
  ['--reasoning-effort-map={}', undefined],
  ['--reasoning-effort-map.high=low', undefined],
  ['--reasoning-effort-map.high=1', 'takes texts, got 1 for `.high`'],
  ['--reasoning-effort-map.a=b', 'has no key \'a\''],
  ['--reasoning-effort-map=[1]', 'takes an object in JSON, got \'[1]\''],
  ['--reasoning-effort-map=', 'takes JSON, got \'\''],
])('vLLM 0.33 is given %s: %s', (argument, text) => {
  expect(found([argument], on033).filter(each => each.startsWith('PD123')))
    .toEqual(text === undefined ? [] : [expect.stringContaining(text)]);
});

test('the port of the Rust frontend is taken with the variable that switches that on', () => {
  const extraEnv = { VLLM_USE_RUST_FRONTEND: '1' };
  const withVariable = { ...validSpec.decode, extraArgs: ['--grpc-port=9100'], extraEnv };
  const plan = planInference('llama', { ...validSpec, ...on033, decode: withVariable });
  expect(judge(plan).findings.filter(({ rule }) => rule === 'PD123')).toEqual([]);
});

// As `_verify_args` and `__post_init__` of vLLM 0.11.0 `vllm/config/` have them.
test.each([
  ['--max-lora-rank=24', 'has no value \'24\''],
  ['--cpu-offload-gb=-1', 'takes a number at least 0, got \'-1\''],
  ['--max-num-partial-prefills=0', 'takes a number at least 1, got \'0\''],
  ['--num-lookahead-slots=-1', 'takes a number at least 0, got \'-1\''],
])('vLLM 0.11 is refused %s', (argument, text) => {
  expect(found([argument], old)).toContainEqual(expect.stringContaining(text));
});
