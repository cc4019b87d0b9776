import { InferenceSpec, istio, planInference, Release, Vllm } from '../../lib';
import { judge } from '../../lib/rules/judge';
import { specWith, validSpec } from '../valid-spec';

const llama = { uri: 'hf://meta-llama/Llama-3.1-8B-Instruct', token: { secretName: 'hub', key: 'token' } } as const;
const fewHeads = { uri: 'hf://Qwen/Qwen3-235B-A22B' } as const;
const latent = { uri: 'hf://deepseek-ai/DeepSeek-V3' } as const;

const windowed = { uri: 'hf://openai/gpt-oss-20b' } as const;

const on011 = { release: Release.ROUTER_0_3, gateway: istio('1.30') };
const on027 = { release: Release.ROUTER_0_10 };
const on030 = { release: Release.ROUTER_0_11 };
const on033 = { release: { ...Release.ROUTER_0_11, modelServer: Vllm.V0_33 } };

/** What is found of PD309, PD317, PD323 to PD325 and PD121 in a pair with so many GPUs in a pod of each role. */
function found(change: Partial<InferenceSpec>, [prefill, decode]: readonly [number, number], args: string[] = []) {
  const spec = specWith({
    ...change,
    prefill: { ...validSpec.prefill, parallelism: { tensor: prefill } },
    decode: { ...validSpec.decode, parallelism: { tensor: decode }, extraArgs: args },
  });
  return judge(planInference('llama', spec)).findings
    .filter(({ rule }) => /^PD(309|323|324|325|121)$/.test(rule))
    .map(({ cause, rule, severity }) => `${severity} ${rule}: ${cause}`);
}

describe('tensor-parallel sizes that differ', () => {
  test.each([[1, 2], [2, 1]] as const)('%i and %i pass in silence where they were measured', (...sizes) => {
    for (const model of [llama, latent]) expect(found({ ...on027, model }, sizes)).toEqual([]);
  });

  test.each([
    ['another ratio', on027, llama, [1, 4]],
    ['the same ratio of other sizes', on027, llama, [2, 4]],
    ['another version', on030, llama, [1, 2]],
    ['the newest version', on033, llama, [1, 2]],
    ['the oldest version', on011, llama, [1, 2]],
    ['another kind of attention', on027, windowed, [1, 2]],
  ] as const)('are a warning with %s', (_, release, model, sizes) => {
    expect(found({ ...release, model }, sizes)).toEqual([expect.stringMatching(/^warning PD323: .*not measured/)]);
  });

  test('that are equal need no measurement', () => {
    for (const release of [on011, on027, on030, on033]) expect(found({ ...release, model: llama }, [4, 4])).toEqual([]);
  });

  test('are refused by vLLM 0.11 where only decode GPUs hold copies of heads, and by no later one', () => {
    const error = /^error PD309: 8 GPUs of a decode pod hold copies of the 4 KV heads of .* vLLM 0\.11\.0 cannot/;
    expect(found({ ...on011, model: fewHeads }, [2, 8])).toEqual([expect.stringMatching(error)]);
    expect(found({ ...on011, model: fewHeads }, [4, 8])).toEqual([expect.stringMatching(/^warning PD323/)]);
    expect(found({ ...on011, model: fewHeads }, [2, 4])).toEqual([expect.stringMatching(/^warning PD323/)]);
    for (const release of [on027, on030, on033])
      expect(found({ ...release, model: fewHeads }, [2, 8])).toEqual([expect.stringMatching(/^warning PD323/)]);
  });

  test('are refused by every version where only prefill GPUs hold copies of heads', () => {
    for (const release of [on011, on027, on030, on033])
      expect(found({ ...release, model: fewHeads }, [8, 4])).toEqual([expect.stringMatching(/^error PD309/)]);
  });
});

describe('tokens of a cache on several GPUs', () => {
  const dcp = (size: number) => [`--decode-context-parallel-size=${size}`];

  test.each([on011, on027])('are refused where the connector does not read their number', (release) => {
    expect(found({ ...release, model: latent }, [8, 8], dcp(8))).toEqual([expect.stringMatching(/^error PD121/)]);
  });

  test.each([on030, on033])('are a warning for latent attention on all GPUs, since nobody measured it', (release) => {
    const warning = /^warning PD325: .*not measured with vLLM 0\.3[03]\.0$/;
    expect(found({ ...release, model: latent }, [8, 8], dcp(8))).toEqual([expect.stringMatching(warning)]);
    expect(found({ ...release, model: latent }, [8, 8], [...dcp(8), '--dcp-comm-backend=a2a'])).toHaveLength(1);
    expect(found({ ...release, model: latent }, [8, 8], ['--dcp-comm-backend=a2a'])).toEqual([
      expect.stringMatching(/^error PD121/),
    ]);
  });

  test.each([on030, on033])('are refused on a part of the GPUs, and for other attention', (release) => {
    expect(found({ ...release, model: latent }, [8, 8], dcp(4))).toContainEqual(
      expect.stringMatching(/^error PD324: .*neither 1 nor the 8 tensor-parallel GPUs/),
    );
    expect(found({ ...release, model: llama }, [8, 8], dcp(8))).toContainEqual(
      expect.stringMatching(/^error PD324: .*needs latent attention/),
    );
  });
});

test('a layout that cannot be split by heads is refused by the names that its vLLM has for it', () => {
  const rules = (release: Partial<InferenceSpec>, layout: string) => {
    const decode = { ...validSpec.decode, extraEnv: { VLLM_KV_CACHE_LAYOUT: layout } };
    return judge(planInference('llama', specWith({ ...release, decode }))).findings.map(({ rule }) => rule);
  };
  for (const release of [on011, on027, on030, on033]) {
    expect(rules(release, 'NHD')).toContain('PD317');
    expect(rules(release, 'HND')).not.toContain('PD317');
  }
  expect(rules(on030, 'LBNHC')).toContain('PD317');
  expect(rules(on033, 'LBHNC')).not.toContain('PD317');
});
