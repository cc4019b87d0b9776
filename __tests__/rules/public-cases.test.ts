import { App } from 'cdk8s';
import { DisaggregatedInference, formatFinding, InferenceSpec, istio, Model, planInference, Release } from '../../lib';
import { poolOf } from '../../lib/plan/pools';
import { insteadOf } from '../../lib/rules/plan/engine/derived-flags';
import { Identities } from '../../lib/rules/objects/identities';
import { judge } from '../../lib/rules/judge';
import { checkShape } from '../../lib/rules/spec/spec-shape';
import { PairSpec } from '../valid-spec';
import { derivedFlags, vllmArgs } from '../../lib/constructs/serving/vllm-args';

/** A pair of 70B engines on H100s with InfiniBand, in which nothing is found. */
const base: PairSpec = {
  namespace: 'demo',
  release: Release.LLM_D_0_10,
  gateway: istio('1.30'),
  model: { uri: 'hf://meta-llama/Llama-3.3-70B-Instruct', token: { secretName: 'hub', key: 'HF_TOKEN' } },
  modelCache: { type: 'persistentVolumeClaim', size: '400Gi' },
  accelerator: 'NVIDIA-H100-80GB-HBM3',
  engine: { maxModelLen: 32_000 },
  fabric: { type: 'rdma-node-memlock', network: 'infiniband' },
  waive: { PD507: 'a test' },
  prefill: { replicas: 2, parallelism: { tensor: 4 }, cpu: '32', memory: '200Gi' },
  decode: { replicas: 2, parallelism: { tensor: 4 }, cpu: '32', memory: '200Gi' },
};

const on011: Partial<InferenceSpec> = { release: Release.LLM_D_0_3, gateway: istio('1.30') };

/** The same fields for both roles. */
function both(fields: object): Pick<InferenceSpec, 'prefill' | 'decode'> {
  return { prefill: { ...base.prefill, ...fields }, decode: { ...base.decode, ...fields } };
}

/** What is found, as `error PD101 field: cause. Fix: fix`. */
function found(change: object, name = 'llama'): string[] {
  const spec = { ...base, ...change };
  const shape = checkShape(name, spec);
  return (shape.length > 0 ? shape : judge(planInference(name, spec)).findings)
    .map(({ cause, field, fix, rule, severity }) => `${severity} ${rule} ${field}: ${cause}. Fix: ${fix}`);
}

/** A fine-tune whose files are quantized. */
const inAwq = {
  waive: {},
  model: {
    uri: 'hf://acme/chat-70b-AWQ',
    like: Model.like('meta-llama/Llama-3.3-70B-Instruct', { native: 'other', quantization: 'awq', weightsGiB: 37 }),
  },
};

test('the spec that the cases are changes of has no findings', () => {
  expect(found({})).toEqual([]);
});

describe('what was refused or warned of and is right', () => {
  test.each<[string, object]>([
    ['a quantization of 0.27 that names how files are stored', { ...inAwq, engine: { quantization: 'awq_marlin' } }],
    ['block-wise FP8 of 0.27', { engine: { quantization: 'fp8_per_block' } }],
    ['a KV cache in float16', { engine: { maxModelLen: 32_000, kvCacheDtype: 'float16' } }],
    ['half precision by its other name', { engine: { maxModelLen: 32_000, dtype: 'half' } }],
    ['blocks of 256 tokens on 0.27', { engine: { maxModelLen: 32_000, blockSize: 256 } }],
    ['a method of 0.11 on 0.11', { ...on011, ...inAwq, engine: { maxModelLen: 32_000, quantization: 'awq_marlin' } }],
    ['a limit of /dev/shm above the memory of the container', both({ memory: '16Gi', sharedMemory: '20Gi' })],
    ['a path of credentials', {
      ...both({ extraEnv: { GOOGLE_APPLICATION_CREDENTIALS: '/var/secrets/gcp/key.json' } }),
      files: [{ path: '/var/secrets/gcp', secretName: 'gcp' }],
    }],
    ['a chat template of a ConfigMap', {
      ...both({ extraArgs: ['--chat-template=/templates/tools.jinja'] }),
      files: [{ path: '/templates', configMapName: 'templates' }],
    }],
    ['a proxy without a password', {
      ...both({ extraEnv: { HTTPS_PROXY: 'http://proxy.corp:3128', NO_PROXY: '.svc,10.0.0.0/8' } }),
      operations: { networkPolicies: { egress: [{ cidr: '10.0.0.7/32', ports: [3128] }] } },
    }],
    [
      'a password by reference', both({
        extraEnv: {
          REDIS_PASSWORD: { secretName: 'redis', key: 'password' }, CACHE: 'redis://:$(REDIS_PASSWORD)@cache:6379',
        },
      }),
    ],
    ['a header without a key', both({ extraEnv: { OTEL_EXPORTER_OTLP_HEADERS: 'x-team=chat' } })],
    ['a switch with the name of a password', both({ extraEnv: { ALLOW_EMPTY_PASSWORD: 'yes' } })],
    ['two names of the model', { model: { ...base.model, servedName: ['llama', 'chat'] } }],
  ])('%s has no findings', (_what, change) => {
    expect(found(change)).toEqual([]);
  });
});

describe('what the vLLM of the release may not have is used as given, with one warning', () => {
  test.each<[string, object, RegExp]>([
    [
      'a quantization of tomorrow', { engine: { quantization: 'ternary' } },
      /^warning PD130 engine\.quantization: .* of vLLM 0\.27\.1 does not list 'ternary'\. Not judged: .*PD201/,
    ],
    [
      'a mistyped one', { engine: { quantization: 'awq_marlni' } },
      /^warning PD130 engine\.quantization: .* Fix: did you mean 'awq_marlin'\?/,
    ],
    [
      'a method of 0.11 on 0.27', { engine: { quantization: 'bitblas' } },
      /^warning PD130 engine\.quantization: `--quantization` of vLLM 0\.27\.1 does not list 'bitblas'/,
    ],
    [
      'a KV cache of 0.27 on 0.11', { ...on011, engine: { maxModelLen: 32_000, kvCacheDtype: 'nvfp4' } },
      /^warning PD130 engine\.kvCacheDtype: `--kv-cache-dtype` of vLLM 0\.11\.0 does not list 'nvfp4'.*PD202 to PD204/,
    ],
    [
      'a precision of tomorrow', { engine: { dtype: 'float8' } },
      /^warning PD130 engine\.dtype: .* Fix: did you mean 'float'\?/,
    ],
    [
      'blocks that no backend was read to have', { engine: { maxModelLen: 32_000, blockSize: 24 } },
      /^warning PD130 engine\.blockSize: .*multiples of 16 on GPUs, got 24/,
    ],
    [
      'blocks of 256 tokens on 0.11', { ...on011, engine: { maxModelLen: 32_000, blockSize: 256 } },
      /^warning PD130 engine\.blockSize: .*16, 32, 64, 128 on GPUs, got 256/,
    ],
    [
      'a method whose size was not read', { engine: { quantization: 'bitsandbytes' } },
      /^warning PD130 engine\.quantization: how much memory the weights take in 'bitsandbytes' is not known/,
    ],
    [
      'a key of every object', { engine: { quantization: 'constructor' } },
      /^warning PD130 engine\.quantization: .*does not list 'constructor'/,
    ],
  ])('%s', (_what, change, text) => {
    expect(found(change)).toEqual([expect.stringMatching(text)]);
    expect(found({ ...change, waive: { ...base.waive, PD130: 'tried' } })).toEqual([]);
  });
});

test('a value reaches the command line as it is written, and several names as several arguments', () => {
  const spec: InferenceSpec = {
    ...base,
    engine: { quantization: 'ternary', kvCacheDtype: 'nvfp4', dtype: 'half', blockSize: 256 },
    model: { ...base.model, servedName: ['llama', 'chat'] },
  };
  const plan = planInference('llama', spec);
  const args = vllmArgs({ ...poolOf(plan, 'decode'), modelCache: { name: '' } });
  expect(args.slice(1, 4)).toEqual(['--served-model-name', 'llama', 'chat']);
  expect(args).toEqual(expect.arrayContaining([
    '--quantization=ternary', '--kv-cache-dtype=nvfp4', '--dtype=half', '--block-size=256',
  ]));
});

test('vLLM 0.11 must hold the whole model before it quantizes it, 0.27 need not', () => {
  const quantized = {
    model: { uri: 'hf://Qwen/Qwen3-32B' }, accelerator: 'NVIDIA-L40S',
    engine: { quantization: 'fp8', maxModelLen: 4096 }, waive: { PD203: 'a test', PD204: 'a test', PD507: 'a test' },
    ...both({ parallelism: { tensor: 1 } }),
  };
  expect(found({ ...quantized, ...on011 })).toContainEqual(
    expect.stringMatching(/^error PD201 .*after it has loaded all of them, and 61\.0 GiB do not fit the 44\.4 GiB/),
  );
  expect(found(quantized).filter(line => line.includes('PD201'))).toEqual([]);
});

test('precision of 32 bits takes twice the memory', () => {
  const pair = both({ parallelism: { tensor: 2 } });
  expect(found({ ...pair, engine: { dtype: 'float32', maxModelLen: 4096 } })).toContainEqual(
    expect.stringMatching(/^error PD201 prefill\.parallelism\.tensor: .*: 131\.4 GiB of weights/),
  );
});

describe('a value that cannot be written is refused', () => {
  test.each<[string, object, string]>([
    ['an empty method', { engine: { quantization: '' } }, 'PD714 engine.quantization: must be a word without spaces'],
    ['a precision of two words', { engine: { dtype: 'a b' } }, 'PD714 engine.dtype: must be a word without spaces'],
    ['half a block', { engine: { blockSize: 1.5 } }, 'PD105 engine.blockSize: must be a whole number'],
    ['blocks in words', { engine: { blockSize: '16' } }, 'PD701 engine.blockSize: must be a number, got \'16\''],
    ['no name', { model: { ...base.model, servedName: [] } }, 'PD714 model.servedName: must have at least one name'],
    ['two names in one', { model: { ...base.model, servedName: ['a', 'b c'] } }, 'PD714 model.servedName[1]: '],
  ])('%s', (_what, change, text) => {
    expect(found(change).filter(line => line.startsWith('error'))).toEqual([expect.stringContaining(text)]);
  });
});

describe('a variable with the name of a secret and an ordinary value is a warning that can be waived', () => {
  test.each([
    ['EOS_TOKEN', '</s>'],
    ['STOP_TOKEN', '<|im_end|>'],
    ['MAX_TOKEN', '4096'],
    ['PAD_TOKEN', 'unk'],
    ['AWS_CREDENTIALS', 'default'],
  ])('%s: %s', (name, value) => {
    const change = { decode: { ...base.decode, extraEnv: { [name]: value } } };
    expect(found(change)).toEqual([
      expect.stringMatching(new RegExp(`^warning PD620 decode\\.extraEnv\\.${name}: .*ends in \`[A-Z]+\`, so `)),
    ]);
    expect(found({ ...change, waive: { ...base.waive, PD620: 'a word of the model' } })).toEqual([]);
  });
});

describe('a secret is refused wherever it stands, and never shown', () => {
  test.each([
    ['HTTPS_PROXY', 'http://user:Sup3rS3cret@proxy.corp:3128'],
    ['CACHE_URL', 'redis://:hunter2@cache:6379'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'authorization=Bearer abcdefgh'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'x-team=chat,api-key=abcdefgh'],
    ['CURL_HEADER', 'Authorization: Basic dXNlcjpwYXNz'],
    ['DB_PASSWORD', 'hunter2'],
    ['SERVICE_API_KEY', 'abc'],
    ['SESSION_TOKEN', 'a1b2c3d4e5f6a7b8'],
  ])('%s: %s', (name, value) => {
    const text = found({
      decode: { ...base.decode, extraEnv: { [name]: value, NO_PROXY: '.svc' } },
      operations: { networkPolicies: false },
    });
    expect(text).toEqual([expect.stringMatching(new RegExp(`^error PD601 decode\\.extraEnv\\.${name}: `))]);
    expect(text.join()).not.toContain(value);
  });
});

describe('a gateway version', () => {
  const versionOf = (version: string) => ({ gateway: istio(version) });

  test('that is newer than all known is used, with one warning', () => {
    expect(found(versionOf('1.99'))).toEqual([
      expect.stringMatching(/^warning PD428 gateway\.version: istio 1\.99 is not known; .* inference\.networking\.k8s/),
    ]);
  });

  test.each<[string, RegExp]>([
    ['1.28.1', /'1\.28\.1' is not a minor version.* Fix: use the minor version: istio\('1\.28'\)/],
    ['1.26', /istio 1\.26 is older than the first version that reads InferencePools, 1\.27/],
    ['latest', /'latest' is not a minor version of istio; known versions: 1\.27, /],
  ])('%s is refused', (version, text) => {
    expect(found(versionOf(version))).toEqual([expect.stringMatching(/^error PD430 gateway\.version: /)]);
    expect(found(versionOf(version)).join()).toMatch(text);
  });

  test('with an option that does not exist is refused, not used without it', () => {
    const options: object = { hostname: 'chat.example.com', servicetype: 'LoadBalancer' };
    expect(found({ gateway: istio('1.28', options) })).toEqual([
      expect.stringMatching(/^error PD701 gateway\.hostname: /),
      expect.stringMatching(/^error PD701 gateway\.servicetype: /),
    ]);
  });

  test('that reads another group than the picker is told which versions and releases do', () => {
    expect(found({ gateway: istio('1.27') })).toContainEqual(
      expect.stringMatching(/^error PD401 gateway: .* Fix: use istio\('1\.29'\), or Release\.ROUTER_0_3/),
    );
  });
});

test.each(Object.values(Release))('the values of $name are those that the parser of its vLLM has', (release) => {
  const { commandLine, engineValues } = release.modelServer.known;
  const choices = (flag: string) => [...commandLine?.flags[flag]?.choices ?? []].sort();
  expect(Object.keys(engineValues.kvCacheDtype).sort()).toEqual(choices('--kv-cache-dtype'));
  expect(Object.keys(engineValues.dtype).sort()).toEqual(choices('--dtype'));
});

/** The lines of a deployment of a name, as its author sees them. */
function linesOf(name: unknown, spec: object, app = new App()): string[] {
  return new DisaggregatedInference(app, name as string, spec as InferenceSpec).findings().map(formatFinding);
}

describe('a name that no construct can have is a finding, not a trace', () => {
  test.each<[unknown, RegExp]>([
    [undefined, /^\[unnamed\/name\] PD709: must be text, got nothing\./],
    [null, /^\[unnamed\/name\] PD709: must be text, got null\./],
    [42, /^\[unnamed\/name\] PD709: must be text, got 42\./],
    [{}, /^\[unnamed\/name\] PD709: must be text, got an object\./],
    ['constructor', /^\[constructor\/name\] PD709: 'constructor' is a name that every object has\./],
    ['toString', /^\[toString\/name\] PD709: /],
    ['valueOf', /^\[valueOf\/name\] PD709: /],
    ['hasOwnProperty', /^\[hasOwnProperty\/name\] PD709: /],
    ['__proto__', /^\[__proto__\/name\] PD709: /],
  ])('%p', (name, text) => {
    expect(linesOf(name, base)).toEqual([expect.stringMatching(text)]);
    expect(linesOf(name, { ...base, prefil: {} })).toHaveLength(2);
  });

  test('two of them in one app are two findings', () => {
    const app = new App();
    expect([...linesOf(undefined, base, app), ...linesOf(undefined, base, app)]).toHaveLength(2);
  });
});

describe('a value that cannot be read or shown is a finding, not a trace', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  const plugins = [{ type: 'x', parameters: cyclic }];
  const { endpointPicker } = Release.LLM_D_0_10;
  const config = { ...endpointPicker.config, plugins };
  const release = { ...Release.LLM_D_0_10, endpointPicker: { ...endpointPicker, config } };
  const decode = { ...base.decode };
  const get = () => {
    throw new Error('not yet');
  };
  Object.defineProperty(decode, 'replicas', { enumerable: true, get });

  const deep = Array.from({ length: 100_000 }).reduce<object>(inner => ({ inner }), {});

  test.each<[string, object, RegExp]>([
    [
      'an object within a hundred thousand', { ...base, decode: { ...base.decode, pod: { affinity: deep } } },
      /\/decode\.pod\.affinity\.inner.* PD701: is within more than 100 objects/,
    ],
    ['a long name', { ...base, namespace: 'x'.repeat(400_000) }, /^.{150,700}$/],
    ['an object within itself', { ...base, release }, /plugins\[0\]\.parameters\.self\] PD701: is an object/],
    ['a getter that throws', { ...base, decode }, /\/decode\.replicas\] PD701: cannot be read: not yet\./],
    ['null', { ...base, decode: null }, /\/decode\] PD701: must be an object, got null\./],
    ['a long text', { ...base, gateway: 'x'.repeat(400_000) }, /\/gateway\] PD701: .*x\.\.\. \(400\d+ characters/],
    ['an escape sequence', { ...base, namespace: 'a\u001b[31mb' }, /\/namespace\] PD711: .*'a\\u001b\[31mb'/],
    [
      'a line break in a key', { ...base, decode: { ...base.decode, 'a\nb': 1 } },
      /\/decode\.a\\u000ab\] PD701: `a\\u000ab` is not a known field/,
    ],
    ['a field that is nearly one', { ...base, prefil: {} }, /`prefil` .*perhaps `prefill` is meant\. Fix: use `pre/],
  ])('%s', (_what, spec, text) => {
    const lines = linesOf('llama', spec);
    expect(lines.join('\n')).toMatch(text);
    expect(lines.every(line => line.length < 3000 && !/[\u0000-\u001f]/.test(line))).toBe(true);
  });
});

describe('a fix can be done: it has the field, the number or the name', () => {
  const args = (...extraArgs: string[]) => ({ decode: { ...base.decode, extraArgs } });

  test.each<[string, object, RegExp]>([
    ['a derived flag', args('--max-model-len=1'), /^error PD102 .* Fix: set `engine\.maxModelLen`$/],
    ['one of a role', args('--max-num-seqs=1'), /^error PD102 .* Fix: set `decode\.engine\.maxNumSeqs`$/],
    ['one that is fixed', args('--port=1'), /^error PD102 .* Fix: remove it: the ports are fixed/],
    ['the connector', args('--kv-transfer-config={}'), /^error PD102 .* Fix: remove it, and say it with `connector`/],
    [
      'the page of a model', { model: { uri: 'https://huggingface.co/meta-llama/Llama-3.1-8B-Instruct/tree/main' } },
      /^error PD713 .* Fix: use hf:\/\/meta-llama\/Llama-3\.1-8B-Instruct$/,
    ],
    ['a model without a scheme', { model: { uri: 'Qwen/Qwen3-32B' } }, /^error PD713 .* use hf:\/\/Qwen\/Qwen3-32B$/],
    ['a bucket', { model: { uri: 's3://models/llama' } }, /^error PD242 .* Fix: set `model\.credential` to/],
    ['a share', { model: { uri: 'smb://models/llama' } }, /^error PD713 .* Fix: copy the model from smb:\/\//],
    ['bytes in GB', both({ memory: '200GB' }), /^error PD721 .*use '200G' for powers of 1000 or '200Gi' for/],
    ['bytes in gi', both({ memory: '200gi' }), /^error PD721 .*Fix: use '200Gi'$/],
    ['cores in words', both({ cpu: '22 cores' }), /^error PD721 .*Fix: use '22'$/],
    ['no decode pods', { decode: { ...base.decode, replicas: 0 } }, /^error PD502 .* Fix: .*or waive the rule to keep/],
    [
      'KV events on the port of the side channel', args('--kv-events-config={"endpoint":"tcp://*:5600"}'),
      /^error PD314 decode\.extraArgs\[0\]: .* Fix: set the `endpoint` of this flag to `tcp:\/\/\*:5557`$/,
    ],
    [
      'a context that hardly fits', { ...both({ parallelism: { tensor: 2 } }), engine: { maxModelLen: 16_384 } },
      /^(error PD202|warning PD203|error PD201) .* Fix: (set|use) .*\d/,
    ],
    ['weights that do not fit', both({ parallelism: { tensor: 1 } }), /^error PD201 .*set `tensor` to 4 \(4 × NVIDIA-/],
    ['no fraction', both({ engine: { gpuMemoryUtilization: NaN } }), /^error PD105 .*Fix: use a number above 0/],
  ])('%s', (_what, change, text) => {
    expect(found(change)).toContainEqual(expect.stringMatching(text));
  });

  test.each(Object.values(Release))('every derived flag of $name has one', (release) => {
    const { pools } = planInference('llama', { ...base, release });
    const flags = pools.flatMap(pool => Object.keys(derivedFlags({ ...pool, modelCache: { name: '' } })));
    expect(flags.filter(flag => insteadOf(flag, 'decode') === undefined)).toEqual([]);
  });
});

test('one cause is one finding: a name that is too long in many objects', () => {
  const findings = found({}, 'n'.repeat(60)).filter(line => line.includes('PD712'));
  expect(findings).toEqual([
    expect.stringMatching(/^error PD712 name: the name of the gateway's .*; \d more names are .*use at most 39 /),
  ]);
});

test('one cause is one finding: two deployments with the same names', () => {
  const app = new App();
  const names = { inferencePool: 'shared' };
  for (const name of ['one', 'two']) {
    const spec = { ...base, createNamespace: name === 'one', names };
    new DisaggregatedInference(app, name, spec);
  }
  const identities = new Identities();
  for (const chart of app.charts) for (const object of chart.toJson() as []) identities.claim(chart.node.path, object);
  expect(identities.findings().map(formatFinding)).toEqual([
    expect.stringMatching(
      /^\[two\/.*shared.*\] PD737: is also in one; so are .* and \d others\. Fix: .*`names.inferencePool`/,
    ),
  ]);
});

test('advice comes once, and names no GPU that the spec does not name', () => {
  const { accelerator: _accelerator, waive: _waive, ...unnamed } = base;
  const spec = { ...unnamed, fabric: 'tcp' as const };
  const text = judge(planInference('llama', spec)).findings.map(({ cause, rule }) => `${rule} ${cause}`);
  expect(text.map(line => line.slice(0, 5)).sort()).toEqual(['PD507', 'PD508']);
  expect(text.join()).not.toMatch(/H100|NVIDIA/);
});

describe('what the name of a model tells', () => {
  const { token: _token, ...anonymous } = base.model;

  test('a gated model without a token is a warning, unless it is not downloaded from the Hub', () => {
    expect(found({ model: anonymous })).toEqual([expect.stringMatching(/^warning PD212 model\.token: meta-llama\//)]);
    const filled = { type: 'persistentVolumeClaim', size: '400Gi', filled: true };
    expect(found({ model: anonymous, modelCache: filled })).toEqual([]);
    expect(found({ model: anonymous, ...both({ extraEnv: { HF_ENDPOINT: 'https://hub.internal' } }) })).toEqual([]);
  });

  test.each([
    ['BAAI/bge-m3', 'generates no text'],
    ['Qwen/Qwen3-Embedding-8B', 'generates no text'],
    ['BAAI/bge-reranker-v2-m3', 'generates no text'],
    ['openai/whisper-large-v3', 'transcribes speech'],
    ['unsloth/Llama-3.3-70B-Instruct-GGUF', 'GGUF'],
  ])('%s is a warning', (repository, why) => {
    const text = found({ model: { uri: `hf://${repository}` } }).filter(line => line.includes('PD213'));
    expect(text).toEqual([expect.stringContaining(why)]);
  });

  test.each(['Qwen/Qwen3-32B', 'openai/gpt-oss-120b', 'acme/embedded-systems-chat'])('%s is not', (repository) => {
    expect(found({ model: { uri: `hf://${repository}` } }).join()).not.toMatch(/PD21[23]/);
  });

  test('an engine that is told to pool is one that generates nothing', () => {
    expect(found({ decode: { ...base.decode, extraArgs: ['--runner=pooling'] } })).toContainEqual(
      expect.stringMatching(/^warning PD213 decode\.extraArgs\[0\]: with `--runner=pooling`/),
    );
  });
});
