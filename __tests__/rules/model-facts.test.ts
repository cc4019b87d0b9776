import { Accelerator, InferenceSpec, istio, Model, models, planInference, Release } from '../../lib';
import { judge } from '../../lib/rules/judge';
import { checkShape } from '../../lib/rules/spec/spec-shape';
import { PairSpec } from '../valid-spec';

const H100 = 'NVIDIA-H100-80GB-HBM3';

/** A pair of engines on H100s with InfiniBand. */
const base: PairSpec = {
  namespace: 'demo',
  release: Release.LLM_D_0_10,
  gateway: istio('1.30'),
  model: { uri: 'hf://meta-llama/Llama-3.3-70B-Instruct', token: { secretName: 'hub', key: 'HF_TOKEN' } },
  modelCache: { type: 'persistentVolumeClaim', size: '2Ti' },
  accelerator: H100,
  engine: { maxModelLen: 8192 },
  fabric: { type: 'rdma-node-memlock', network: 'infiniband' },
  waive: { PD507: 'a test' },
  prefill: { replicas: 2, parallelism: { tensor: 4 }, cpu: '32', memory: '200Gi' },
  decode: { replicas: 2, parallelism: { tensor: 4 }, cpu: '32', memory: '200Gi' },
};
const on011 = { release: Release.LLM_D_0_3, gateway: istio('1.29') };

function both(fields: object): Pick<InferenceSpec, 'prefill' | 'decode'> {
  return { prefill: { ...base.prefill, ...fields }, decode: { ...base.decode, ...fields } };
}

function model(repository: string, change: object = {}): Pick<InferenceSpec, 'model'> {
  return { model: { uri: `hf://${repository}` as InferenceSpec['model']['uri'], ...change } };
}

/** What is found, but for what is said of the worth of any pair. */
function found(change: object): string[] {
  const spec = { ...base, ...change };
  const shape = checkShape('llama', spec);
  return (shape.length > 0 ? shape : judge(planInference('llama', spec)).findings)
    .filter(({ rule }) => !['PD506', 'PD507', 'PD508', 'PD704'].includes(rule))
    .map(({ cause, field, fix, rule, severity }) => `${severity} ${rule} ${field}: ${cause}. Fix: ${fix}`);
}

test('the spec that the cases are changes of has no findings', () => {
  expect(found({})).toEqual([]);
});

describe('a quantization against the files of the model', () => {
  test.each<[string, object, string]>([
    ['AWQ of files in 16 bits', { engine: { ...base.engine, quantization: 'awq' } }, 'are not quantized, and `awq`'],
    [
      'AWQ of files in FP8', { ...model('Qwen/Qwen3-32B-FP8'), engine: { ...base.engine, quantization: 'awq' } },
      'PD214 engine.quantization: the files of Qwen/Qwen3-32B-FP8 are quantized with `fp8`, got `awq`',
    ],
    [
      'FP8 of gpt-oss on 0.11',
      { ...on011, ...model('openai/gpt-oss-120b'), engine: { ...base.engine, quantization: 'fp8' } },
      'error PD214 engine.quantization: the files of openai/gpt-oss-120b are quantized with `mxfp4`, got `fp8`',
    ],
    [
      'FP8 of gpt-oss on 0.27, which drops it',
      { ...model('openai/gpt-oss-120b'), engine: { ...base.engine, quantization: 'fp8' } },
      'warning PD215 engine.quantization: the files of openai/gpt-oss-120b stay in `mxfp4`, and `fp8` has no effect',
    ],
  ])('%s', (_, change, finding) => {
    expect(found(change).join('\n')).toContain(finding);
  });

  test.each<[string, object]>([
    ['FP8 that is made while weights are loaded', { engine: { ...base.engine, quantization: 'fp8' } }],
    ['the method of the files', { ...model('Qwen/Qwen3-32B-FP8'), engine: { ...base.engine, quantization: 'fp8' } }],
    [
      'another kernel for files in AWQ', {
        ...model('acme/chat-AWQ', {
          like: Model.like('Qwen/Qwen3-32B', { native: 'other', quantization: 'awq', weightsGiB: 18 }),
        }),
        engine: { ...base.engine, quantization: 'awq_marlin' },
      },
    ],
  ])('%s is right', (_, change) => {
    expect(found(change)).toEqual([]);
  });
});

describe('FP8 that is made while weights are loaded', () => {
  const fp8 = { engine: { ...base.engine, quantization: 'fp8' } };
  const of405B = { ...fp8, model: { ...base.model, uri: 'hf://meta-llama/Llama-3.1-405B-Instruct' }, ...both({
    parallelism: { tensor: 8 },
  }) };

  test('needs room for all weights in 16 bits on vLLM 0.11', () => {
    expect(found({ ...of405B, ...on011 })).toEqual(['prefill', 'decode'].map(role => expect.stringMatching(
      new RegExp(`^error PD201 ${role}\\.parallelism\\.tensor: .* 94\\.5 GiB do not fit the 79\\.2 GiB of a GPU`),
    )));
  });

  test('needs it on vLLM 0.27 no more', () => {
    expect(found(of405B)).toEqual([]);
  });

  test('of a model of 32 billion parameters is loaded whole by one H100 on vLLM 0.11', () => {
    const one = { ...fp8, ...model('Qwen/Qwen3-32B'), ...on011, ...both({ parallelism: { tensor: 1 } }) };
    expect(found(one)).toEqual([]);
    expect(found({ ...one, accelerator: 'NVIDIA-L40S' }).join()).toContain('61.0 GiB do not fit the 44.4 GiB of a GPU');
  });
});

describe('a model that the vLLM of the release does not serve', () => {
  test('is refused with the releases that do', () => {
    expect(found({ ...on011, ...model('deepseek-ai/DeepSeek-V4-Pro'), ...both({ parallelism: { tensor: 8 } }) }))
      .toContain(
        'error PD216 release: vLLM 0.11.0 has no `DeepseekV4ForCausalLM`, which deepseek-ai/DeepSeek-V4-Pro is. '
        + 'Fix: use a release whose vLLM has it: Release.ROUTER_0_10, Release.ROUTER_0_11',
      );
  });

  test('is not judged where another class is asked for', () => {
    const other = both({ extraArgs: ['--model-impl=transformers'] });
    expect(found({ ...on011, ...model('MiniMaxAI/MiniMax-M2.5'), ...other }).filter(text => text.includes('PD216')))
      .toEqual([]);
  });

  test('every model of the table is served by the newest release', () => {
    const known: readonly string[] = Release.LLM_D_0_10.modelServer.known.architectures;
    expect(Object.values(models).filter(({ architecture }) => !known.includes(architecture!))).toEqual([]);
  });
});

describe('a model that keeps a state', () => {
  const next = model('Qwen/Qwen3-Next-80B-A3B-Instruct');
  const layout = (value: string) => both({ extraEnv: { VLLM_SSM_CONV_STATE_LAYOUT: value } });

  test('is refused where NIXL cannot move it', () => {
    expect(found({ ...next, ...on011, accelerator: undefined })).toEqual([expect.stringMatching(
      /^error PD224 release: .* which vLLM 0\.11\.0 cannot move: the engine ends at start with `Hybrid KV/,
    )]);
  });

  test('needs the layout in which it is moved, in both roles', () => {
    const rules = (change: object) => found({ ...next, accelerator: undefined, ...change });
    expect(rules({})).toEqual(['prefill', 'decode'].map(role =>
      expect.stringContaining(`error PD224 ${role}.extraEnv.VLLM_SSM_CONV_STATE_LAYOUT: `)));
    expect(rules(layout('SD'))).toHaveLength(2);
    expect(rules(layout('DS'))).toEqual([]);
  });

  test('is judged but for its cache, which is said', () => {
    expect(found({ ...next, ...layout('DS') })).toEqual([expect.stringContaining(
      'PD205 model.uri: Qwen/Qwen3-Next-80B-A3B-Instruct keeps a state that does not grow in some of its layers',
    )]);
  });
});

describe('what is lent to a fine-tune', () => {
  test('is named in every message about it', () => {
    const tight = { ...model('acme/chat', { like: 'Qwen/Qwen3-32B' }), ...both({ parallelism: { tensor: 3 } }) };
    expect(found(tight))
      .toContainEqual(expect.stringContaining('acme/chat (like Qwen/Qwen3-32B) has 64 attention heads'));
  });

  test('may differ in its context', () => {
    const longer = model('acme/chat', { like: Model.like('Qwen/Qwen3-32B', { maxContext: 131_072 }) });
    const engine = { maxModelLen: 100_000 };
    expect(found({ ...longer, engine })).toEqual([]);
    expect(found({ ...model('acme/chat', { like: 'Qwen/Qwen3-32B' }), engine }))
      .toEqual([expect.stringContaining('PD116 engine.maxModelLen: acme/chat (like Qwen/Qwen3-32B) supports 40960')]);
  });

  test('may differ in how its files are stored, which its name may tell', () => {
    const like = (change: object) => model('acme/chat-FP8', { like: Model.like('Qwen/Qwen3-32B', change) });
    expect(found(like({}))).toEqual([expect.stringContaining('warning PD223 model.like: by its name acme/chat-FP8')]);
    expect(found(like({ native: 'fp8' }))).toEqual([]);
    expect(Model.like('Qwen/Qwen3-32B', { native: 'fp8' }))
      .toMatchObject({ quantization: 'fp8', weightsGiB: 32_762_123_264 / 2 ** 30, like: 'Qwen/Qwen3-32B' });
    expect(Model.like('Qwen/Qwen3-32B-FP8')).toEqual({ ...models['Qwen/Qwen3-32B-FP8'], like: 'Qwen/Qwen3-32B-FP8' });
  });

  test('is of a known model, with facts that can be true', () => {
    expect(() => Model.like('acme/chat' as 'Qwen/Qwen3-32B')).toThrow('Model.like: \'acme/chat\' is not known');
    expect(() => Model.like('Qwen/Qwen3-32B', { native: 'other' })).toThrow('`weightsGiB` must be above 0');
    expect(() => Model.like('Qwen/Qwen3-32B', { maxContext: 0 })).toThrow('`maxContext` must be a whole number');
  });
});

describe('GPUs of a node', () => {
  const gb200 = { accelerator: 'NVIDIA-GB200', ...both({ parallelism: { tensor: 8 } }) };

  test('are as many as nodes with the accelerator have', () => {
    expect(found(gb200)).toEqual(['prefill', 'decode'].map(role => (
      `error PD217 ${role}.parallelism.tensor: nodes with NVIDIA-GB200 have 4 GPUs, a ${role} pod needs 8. Fix: set `
      + '`tensor` to at most 4 or `nodes` to 2, or say how many the nodes have: `accelerator: '
      + 'Accelerator.like(\'NVIDIA-GB200\', '
      + '{ gpusPerNode })`'
    )));
    expect(found(both({ parallelism: { tensor: 16 } })).join()).toContain('nodes with NVIDIA-H100-80GB-HBM3 have 8');
  });

  test('can be said', () => {
    expect(found({ ...gb200, accelerator: Accelerator.like('NVIDIA-GB200', { gpusPerNode: 8 }) })).toEqual([]);
    const own = { product: 'ACME', memoryGiB: 100, computeCapability: 9, bf16Tflops: 900, memoryTBs: 3 };
    expect(found({ accelerator: Accelerator.of({ ...own, gpusPerNode: 2 }) })).toHaveLength(2);
    expect(found({ accelerator: Accelerator.of(own) })).toEqual([]);
  });

  test('keep the facts of a known GPU, and must be possible', () => {
    expect(Accelerator.like(H100, { gpusPerNode: 16 }))
      .toMatchObject({ product: H100, memoryGiB: 79.18, memoryFrom: 'measured' });
    expect(() => Accelerator.like(H100, { gpusPerNode: 0 })).toThrow('`gpusPerNode` must be above 0');
    expect(() => Accelerator.like('H100' as typeof H100, {})).toThrow('\'H100\' is not known');
  });

  test('are not exceeded by what a message offers', () => {
    const large = { model: { ...base.model, uri: 'hf://meta-llama/Llama-3.1-405B-Instruct' } };
    const refused = found({
      ...large, accelerator: 'NVIDIA-GB200', ...both({ parallelism: { tensor: 2 } }),
    }).join('\n');
    expect(refused).toContain('PD201');
    expect(refused).not.toContain('8 × NVIDIA-GB200');
  });
});

describe('without an accelerator', () => {
  const large = {
    accelerator: undefined, model: { ...base.model, uri: 'hf://meta-llama/Llama-3.1-405B-Instruct' },
  };

  test('a model that fits no known GPU is said, with the GPUs that would do', () => {
    const onGpus = (tensor: number): string[] => found({ ...large, ...both({ parallelism: { tensor } }) });
    expect(onGpus(2)).toEqual(['prefill', 'decode'].map(role => expect.stringMatching(
      new RegExp(`^warning PD225 ${role}\\.parallelism\\.tensor: .* 378\\.0 GiB .*Fix: set \`tensor\` to 4 or`),
    )));
    expect(onGpus(4).join()).not.toContain('PD225');
  });

  test('a model that fits some is not', () => {
    expect(found({ accelerator: undefined })).toEqual([]);
  });
});

describe('amounts that no engine, node or cluster has', () => {
  test.each<[string, object, string]>([
    ['2Gi of memory', { memory: '2Gi' }, 'PD218 prefill.memory: no engine was found that runs with less than 12Gi'],
    ['a thousandth of a CPU', { cpu: '1m' }, 'PD218 prefill.cpu: no engine was found that runs with less than 2'],
    ['100 TiB of memory', { memory: '100Ti' }, 'warning PD219 prefill.memory: no node'],
    ['10,000 CPUs', { cpu: '10000' }, 'warning PD219 prefill.cpu: no node with GPUs is known to have 10000 CPUs'],
    [
      'a million pods', { replicas: 1_000_000 },
      'the pods need 8000000 GPUs, and a cluster of 5,000 nodes has at most 80000',
    ],
  ])('%s', (_, fields, finding) => {
    expect(found(both(fields)).join('\n')).toContain(finding);
  });

  test.each<[string, object]>([
    ['the reference pair, whose memory is less than its weights and than /dev/shm', {
      ...model('openai/gpt-oss-120b'), engine: undefined,
      prefill: { ...base.prefill, parallelism: { tensor: 1 }, cpu: '8', memory: '16Gi', sharedMemory: '20Gi' },
      decode: { ...base.decode, parallelism: { tensor: 4 }, cpu: '16', memory: '64Gi', sharedMemory: '20Gi' },
      waive: { PD205: 'a test', PD323: 'a test' },
    }],
    ['two CPUs', both({ cpu: '2' })],
  ])('%s is right', (_, change) => {
    expect(found(change)).toEqual([]);
  });
});

describe('a claim', () => {
  test('of 1Gi does not hold a known model', () => {
    expect(found({ modelCache: { type: 'persistentVolumeClaim', size: '1Gi' } }))
      .toEqual([expect.stringContaining(
        'PD207 modelCache.size: the weights of meta-llama/Llama-3.3-70B-Instruct are 131.4',
      )]);
  });
});

describe('a mirror or a digest', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const images = (value: object) => found({ images: value }).filter(text => text.includes('PD221'));

  test('that matches no image is said, with what is meant', () => {
    expect(images({ mirrors: { 'ghcr.io/llmd': 'registry.internal/llm-d' } })).toEqual([
      'warning PD221 images.mirrors: \'ghcr.io/llmd\' matches no image of a release. Fix: did you mean '
      + '\'ghcr.io/llm-d\'? Otherwise remove it',
    ]);
    expect(images({ mirrors: { 'docker.io/vllm/': 'registry.internal/vllm' } })).toHaveLength(1);
    expect(images({ digests: { 'docker.io/vllm/vllm-openai:0.27.1': digest } })[0])
      .toContain('did you mean \'docker.io/vllm/vllm-openai:v0.27.1\'?');
  });

  test('for another release, or for another part, is right: a table may serve several deployments', () => {
    const mirrors = { 'ghcr.io/llm-d': 'registry.internal/llm-d', 'docker.io': 'registry.internal' };
    expect(images({ mirrors })).toEqual([]);
    const vllm = { ...on011, images: { mirrors: { 'docker.io/vllm': 'registry.internal/vllm' } } };
    expect(found(vllm).filter(text => text.includes('PD221'))).toEqual([]);
    expect(images({ digests: {
      'ghcr.io/llm-d/llm-d-cuda:v0.3.0': digest, 'quay.io/inference-perf/inference-perf:v0.6.0': digest,
    } })).toEqual([]);
  });
});

describe('offline', () => {
  const offline = (value: string, name = 'HF_HUB_OFFLINE') => both({ extraEnv: { [name]: value } });
  const rules = (change: object) => found(change).filter(text => text.includes('PD222'));

  test('an engine needs a cache that has the weights', () => {
    expect(rules(offline('1'))).toHaveLength(2);
    expect(rules(offline('yes', 'TRANSFORMERS_OFFLINE'))).toHaveLength(2);
    expect(rules({ ...offline('1'), modelCache: { type: 'emptyDir', size: '400Gi' } })[0])
      .toContain('every pod starts with an empty cache');
    expect(rules(offline('0'))).toEqual([]);
  });

  test('it may say what the cache says', () => {
    expect(rules({ ...offline('1'), modelCache: { ...base.modelCache, filled: true } })).toEqual([]);
  });
});
