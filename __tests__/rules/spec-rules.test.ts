import { App, Testing } from 'cdk8s';
import { DisaggregatedInference, formatFinding, InferenceSpec, istio, Release } from '../../lib';
import { roleWith, specWith, validSpec } from '../valid-spec';

function findings(spec: InferenceSpec, name = 'llama'): string[] {
  return new DisaggregatedInference(new App(), name, spec).findings().map(formatFinding);
}

test('a valid spec has no findings', () => {
  expect(findings(validSpec)).toEqual([]);
});

const name50 = 'a'.repeat(50);
const cases: readonly {
  readonly what: string;
  readonly spec: InferenceSpec;
  readonly name?: string;
  readonly says: RegExp;
}[] = [
  // The engine
  {
    what: 'a data-parallel flag',
    spec: roleWith('decode', { extraArgs: ['--data-parallel-size', '8'] }),
    says: /^\[llama\/decode\.extraArgs\[0\]\] PD101: `--data-parallel-size`.*EngineCore_DP1/,
  },
  {
    what: 'its short form',
    spec: roleWith('prefill', { extraArgs: ['--enforce-eager', '-dp=8'] }),
    says: /^\[llama\/prefill\.extraArgs\[1\]\] PD101/,
  },
  {
    what: 'a flag of vllm-router',
    spec: roleWith('decode', { extraArgs: ['--intra-node-data-parallel-size=8'] }),
    says: /PD101: `--intra-node-data-parallel-size` is a flag of vllm-router, not of vLLM.*--data-parallel-size-local/,
  },
  {
    what: 'a derived flag given again',
    spec: roleWith('decode', { extraArgs: ['--port=9000'] }),
    says: /\[llama\/decode\.extraArgs\[0\]\] PD102: `--port`/,
  },
  {
    what: 'a derived flag with underscores',
    spec: roleWith('decode', { extraArgs: ['--max_model_len', '1k'] }),
    says: /PD102: `--max-model-len`/,
  },
  {
    what: 'a derived flag in dotted form',
    spec: roleWith('decode', { extraArgs: ['--kv-transfer-config.kv_role', 'kv_both'] }),
    says: /PD102: `--kv-transfer-config`/,
  },
  {
    what: 'a derived variable given again',
    spec: roleWith('prefill', { extraEnv: { VLLM_NIXL_SIDE_CHANNEL_HOST: '0.0.0.0' } }),
    says: /\[llama\/prefill\.extraEnv\.VLLM_NIXL_SIDE_CHANNEL_HOST\] PD103/,
  },
  {
    what: 'the token as a variable',
    spec: roleWith('prefill', { extraEnv: { HF_TOKEN: { secretName: 's', key: 'k' } } }),
    says: /PD103.*Fix: refer to the Secret in `model\.token`/,
  },
  {
    what: 'half a GPU',
    spec: roleWith('decode', { parallelism: { tensor: 0.5 } }),
    says: /\[llama\/decode\.parallelism\.tensor\] PD104: must be a whole number greater than or equal to 1, got 0\.5/,
  },
  {
    what: 'more GPUs than a node has',
    spec: roleWith('decode', { parallelism: { tensor: 32 } }),
    says: /\[llama\/decode\.parallelism\] PD104.*at most 16, got 32/,
  },
  { what: 'an absurd number of GPUs', spec: roleWith('decode', { parallelism: { tensor: 1e300 } }), says: /PD104/ },
  {
    what: 'an empty context',
    spec: specWith({ engine: { maxModelLen: 0 } }),
    says: /\[llama\/engine\.maxModelLen\] PD105.*got 0/,
  },
  {
    what: 'more than the whole GPU',
    spec: roleWith('decode', { engine: { gpuMemoryUtilization: 1.2 } }),
    says: /PD105: must be greater than 0 and at most 1, got 1\.2/,
  },
  // The route
  {
    what: 'a gateway whose group the picker cannot read',
    spec: specWith({ gateway: istio('1.27') }),
    says: /\[llama\/gateway\] PD401: istio 1\.27 .*inference\.networking\.x-k8s\.io.*ROUTER_0_10/,
  },
  // Operation
  {
    what: 'a third of a pod',
    spec: roleWith('decode', { replicas: 1 / 3 }),
    says: /\[llama\/decode\.replicas\] PD501: must be a whole number greater than or equal to 0, got 0\.333/,
  },
  {
    what: 'less than no pods',
    spec: roleWith('prefill', { replicas: -1 }),
    says: /\[llama\/prefill\.replicas\] PD501.*got -1/,
  },
  { what: 'not a number of pods', spec: roleWith('prefill', { replicas: Number.NaN }), says: /PD501.*got NaN/ },
  {
    what: 'no decode pods',
    spec: specWith({ release: Release.LLM_D_0_3, decode: { ...validSpec.decode, replicas: 0 } }),
    says: /\[llama\/decode\.replicas\] PD502: .*ROUTER_0_3 refuses every request while no decode pod runs/,
  },
  {
    what: 'no decode pods for the picker of 0.10',
    spec: roleWith('decode', { replicas: 0 }),
    says: /\[llama\/decode\.replicas\] PD502: .*ROUTER_0_10 refuses every request while no decode pod runs, got 0\. Fix: set `replicas` to at least 1, or waive/,
  },
  {
    what: 'no time to start',
    spec: specWith({ startupSeconds: 0 }),
    says: /\[llama\/startupSeconds\] PD504.*between 1 and 86400, got 0/,
  },
  { what: 'a negative drain', spec: specWith({ drainSeconds: -1 }), says: /\[llama\/drainSeconds\] PD504/ },
  // Secrets
  {
    what: 'a token in an argument',
    spec: roleWith('decode', { extraArgs: [`--load-format=hf_${'a'.repeat(34)}`] }),
    says: /\[llama\/decode\.extraArgs\[0\]\] PD601/,
  },
  {
    what: 'a token in base64 in a variable',
    spec: roleWith('decode', { extraEnv: { NOTE: Buffer.from(`hf_${'a'.repeat(34)}`).toString('base64') } }),
    says: /\[llama\/decode\.extraEnv\.NOTE\] PD601/,
  },
  {
    what: 'a token in an annotation',
    spec: roleWith('decode', { pod: { annotations: { note: `hf_${'a'.repeat(34)}` } } }),
    says: /\[llama\/decode\.pod\.annotations\.note\] PD601/,
  },
  {
    what: 'a variable that is called a password',
    spec: roleWith('decode', { extraEnv: { PROXY_PASSWORD: 'x' } }),
    says: /\[llama\/decode\.extraEnv\.PROXY_PASSWORD\] PD601/,
  },
  {
    what: 'an API key in an argument',
    spec: roleWith('prefill', { extraArgs: ['--api-key=x'] }),
    says: /\[llama\/prefill\.extraArgs\[0\]\] PD601/,
  },
  {
    what: 'a derived label',
    spec: roleWith('prefill', { pod: { labels: { 'llm-d.ai/role': 'decode' } } }),
    says: /\[llama\/prefill\.pod\.labels\.llm-d\.ai\/role\] PD602/,
  },
  // Names
  {
    what: 'a deployment with capitals',
    spec: validSpec,
    name: 'Llama',
    says: /^\[Llama\/name\] PD711: must be a DNS label, got 'Llama'/,
  },
  { what: 'a deployment without a name', spec: validSpec, name: '', says: /PD711: must not be empty/ },
  { what: 'no namespace', spec: specWith({ namespace: '' }), says: /\[llama\/namespace\] PD711: must not be empty/ },
  {
    what: 'a gateway that starts with a digit',
    spec: specWith({ names: { gateway: '1st' } }),
    says: /\[llama\/names\.gateway\] PD711/,
  },
  {
    what: 'a gateway whose Service would be too long',
    spec: specWith({ names: { gateway: 'g'.repeat(58) } }),
    says: /\[llama\/names\.gateway\] PD712: the name of the gateway's Service, 'g+-istio', must have at most 63 characters, got 64/,
  },
  {
    what: 'a pool whose derived Service would be too long',
    spec: specWith({ names: { inferencePool: 'p'.repeat(52) } }),
    says: /\[llama\/names\.inferencePool\] PD712.*'p+-ip-00000000'/,
  },
  {
    what: 'a deployment whose derived names would be too long',
    spec: validSpec,
    name: name50,
    says: /\/name\] PD712: the name of the gateway's Service/,
  },
  {
    what: 'a model without an owner',
    spec: specWith({ model: { uri: 'hf://Qwen3' } }),
    says: /\[llama\/model\.uri\] PD713: must be hf:\/\/<owner>\/<model>, got 'hf:\/\/Qwen3'/,
  },
  { what: 'a model by another scheme', spec: specWith({ model: { uri: 's3://bucket/model' } }), says: /PD713/ },
  { what: 'a model with a path', spec: specWith({ model: { uri: 'hf://a/b/c' } }), says: /PD713/ },
  // Amounts
  {
    what: 'memory that is no quantity',
    spec: roleWith('decode', { memory: '100GB' }),
    says: /\[llama\/decode\.memory\] PD721: must be a quantity above zero such as 100Gi, got '100GB'/,
  },
  { what: 'no CPU', spec: roleWith('decode', { cpu: '0' }), says: /\[llama\/decode\.cpu\] PD721.*got '0'/ },
  {
    what: 'a negative claim',
    spec: specWith({ modelCache: { type: 'persistentVolumeClaim', size: '-5Gi' } }),
    says: /\[llama\/modelCache\.size\] PD721/,
  },
  // Shape
  {
    what: 'a mistyped field',
    spec: roleWith('decode', { replcas: 8 }),
    says: /\[llama\/decode\.replcas\] PD701: `replcas` is not a known field; perhaps `replicas` is meant/,
  },
  {
    what: 'a missing role',
    spec: specWith({ decode: undefined }),
    says: /\[llama\/decode\] PD701: must be an object, got nothing/,
  },
  {
    what: 'a number in quotes',
    spec: roleWith('decode', { replicas: '8' }),
    says: /\[llama\/decode\.replicas\] PD701: must be a number, got '8'/,
  },
  {
    what: 'an unknown kind of cache',
    spec: specWith({ modelCache: { type: 'pvc', size: '1Gi' } }),
    says: /\[llama\/modelCache\.type\] PD701: must be one of 'persistentVolumeClaim', 'emptyDir', 'hostPath', got 'pvc'/,
  },
  {
    what: 'an unknown block size',
    spec: specWith({ engine: { blockSize: 17 } }),
    says: /\[llama\/engine\.blockSize\] PD130: .*multiples of 16 on GPUs, got 17/,
  },
  {
    what: 'a release by name',
    spec: specWith({ release: 'ROUTER_0_3' }),
    says: /\[llama\/release\] PD701: must be a release/,
  },
  { what: 'no spec at all', spec: undefined as never, says: /\[llama\/spec\] PD701: must be an object, got nothing/ },
];

test.each(cases)('refuses $what', ({ spec, name, says }) => {
  expect(findings(spec, name)).toEqual(expect.arrayContaining([expect.stringMatching(says)]));
});

test.each([Release.ROUTER_0_3, Release.ROUTER_0_10])(
  'warns that without prefill pods $name answers from decode pods alone, and names the tag of that fact',
  (release) => {
    const decodeOnly: InferenceSpec = specWith({ release, prefill: { ...validSpec.prefill, replicas: 0 } });
    expect(
      new DisaggregatedInference(new App(), 'llama', decodeOnly).findings().map(({ severity }) => severity),
    ).toEqual(['warning']);
    expect(findings(decodeOnly)).toEqual([
      expect.stringMatching(
        /^\[llama\/prefill\.replicas\] PD503: with 0 prefill pods every request is served by a decode pod.*llm-d-router v0\.10\.0 pkg\/epp/,
      ),
    ]);
  },
);

test('warns of no prefill pods with router 0.11 by what a pull request says, as its picker was not read', () => {
  const decodeOnly = specWith({ release: Release.ROUTER_0_11, prefill: { ...validSpec.prefill, replicas: 0 } });
  expect(findings(decodeOnly)).toEqual([
    expect.stringMatching(/PD431: not read at the tag of the version: .*endpoint picker 0\.11\.0, `flags` are those/),
    expect.stringMatching(/PD503: with 0 prefill pods every request is said to fail with .*llm-d-router PR 2521/),
  ]);
});

test('a finding never repeats a secret', () => {
  const secret = `hf_${'b'.repeat(34)}`;
  const all = findings(
    roleWith('decode', {
      extraArgs: [`--code-revision=${secret}`],
      extraEnv: { A: secret },
      pod: { annotations: { a: secret } },
    }),
  );
  expect(all).toHaveLength(3);
  expect(all.join('\n')).not.toContain(secret);
});

test('reports all mistakes of a spec together', () => {
  const spec = { ...roleWith('decode', { replicas: -1, memory: 'much' }), namespace: 'Team A', drainSeconds: 0.5 };
  expect(findings(spec).map(line => line.slice(0, line.indexOf(':')))).toEqual(
    expect.arrayContaining([
      '[llama/decode.replicas] PD501',
      '[llama/decode.memory] PD721',
      '[llama/namespace] PD711',
      '[llama/drainSeconds] PD504',
    ]),
  );
});

test('a second deployment of the same name is refused by name', () => {
  const app = new App();
  new DisaggregatedInference(app, 'llama', validSpec);
  const again = new DisaggregatedInference(app, 'llama', validSpec);
  expect(again.findings().map(formatFinding)).toEqual([
    expect.stringMatching(/^\[llama\/name\] PD702: the deployment 'llama' is in the app twice/),
  ]);
});

test('cdk8s\'s own App refuses it as well', () => {
  expect(() =>
    Testing.synth(new DisaggregatedInference(new App(), 'llama', roleWith('decode', { replicas: -1 }))),
  ).toThrow('PD501');
});
