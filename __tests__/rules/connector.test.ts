import { EnvSource, InferenceSpec, istio, planInference, PoolSpec, Release } from '../../lib';
import { judge } from '../../lib/rules/judge';
import { specWith, validSpec } from '../valid-spec';

const releases = [
  { release: Release.LLM_D_0_3, gateway: istio('1.30') },
  { release: Release.LLM_D_0_10, gateway: istio('1.30') },
];
const [old, today] = releases as [typeof releases[0], typeof releases[0]];

const both = (change: Partial<PoolSpec>) => ({
  prefill: { ...validSpec.prefill, ...change },
  decode: { ...validSpec.decode, ...change },
});

/** Rule, field and cause of each finding. */
function found(change: Partial<InferenceSpec>): string[] {
  return judge(planInference('llama', specWith(change))).findings.map(
    ({ rule, field, cause }) => `${rule} ${field}: ${cause}`,
  );
}

const offloading
  = /^PD121 .*: vLLM replaces NixlConnector by OffloadingConnector: no KV cache is transferred, .* computes its prompts again$/;

describe('an argument that replaces or breaks the NIXL connector is refused, and its neighbour is not', () => {
  test.each<[readonly string[], RegExp, readonly string[]]>([
    [['--kv-offloading-size=100'], offloading, ['--cpu-offload-gb=100']],
    [['--kv-offloading-size', '100'], offloading, ['--cpu-offload-gb', '100']],
    [['--kv_offloading_size=100'], offloading, ['--cpu_offload_gb=100']],
    [['--kv-offloading-size=0'], offloading, ['--kv-cache-memory-bytes=0']],
    [['--kv-offloading-backend=lmcache', '--kv-offloading-size=1'], /the flag has no effect$/, []],
    [
      ['--kv-offloading-backend=lmcache', '--kv-offloading-size=1'],
      /: vLLM replaces NixlConnector by LMCacheMPConnector/,
      [],
    ],
    [
      ['--kv-offloading-backend', 'native'],
      /^PD121 .*: with `--kv-offloading-size` vLLM replaces NixlConnector by OffloadingConnector; without it the flag has no effect$/,
      ['--offload-backend', 'auto'],
    ],
    [['--enable-return-routed-experts'], /^PD121 .*exits at start/, ['--no-enable-return-routed-experts']],
    [['--use-replayssm'], /^PD121 .*exits at start/, ['--no-use-replayssm']],
    [
      ['--prefill-context-parallel-size=2'],
      /^PD121 .*tensor × pipeline × 2 GPUs, but the pod has 1,/,
      ['--prefill-context-parallel-size=1'],
    ],
    [['-pcp', '2'], /^PD121 .*× 2 GPUs/, ['-pcp', '1']],
    [['--decode_context_parallel_size', '4'], /^PD121 .*spread over 4 GPUs/, ['--decode_context_parallel_size', '1']],
    [['-dcp=2'], /^PD121 .*spread over 2 GPUs/, ['-dcp=1']],
    [['--dcp-comm-backend=a2a'], /^PD121 .*`a2a` needs/, ['--dcp-comm-backend=ag_rs']],
    [['--mm-encoder-only'], /^PD121 .*no language model/, ['--language-model-only']],
    [
      ['--ec-transfer-config={"ec_connector":"ECCPUConnector","ec_role":"ec_producer"}'],
      /^PD121 .*`ec_producer`/,
      ['--ec-transfer-config={"ec_connector":"ECCPUConnector","ec_role":"ec_consumer"}'],
    ],
    [
      ['--ec-transfer-config.ec_role', 'ec_producer'],
      /^PD121 .*`ec_producer`/,
      ['--ec-transfer-config.ec_role', 'ec_consumer'],
    ],
    [['--config', '/etc/vllm.yaml'], /^PD121 .*the flags in the file are not judged/, ['--config-format', 'hf']],
    [['--config=/etc/vllm.yaml'], /^PD121 .*the flags in the file are not judged/, ['--config-format=hf']],
    // The beginning of a name is the name to argparse.
    [['--kv-offloading-s=100'], offloading, []],
    [['-pc', '2'], /^PD121 .*× 2 GPUs/, []],
    [
      ['--kv-transfer={"kv_connector":"OffloadingConnector","kv_role":"kv_both"}'],
      /^PD102 .*`--kv-transfer-config` is derived/,
      [],
    ],
    [['--kv_transfer_config.kv_connector', 'OffloadingConnector'], /^PD102 .*`--kv-transfer-config` is derived/, []],
  ])('%j', (extraArgs, says, neighbour) => {
    const lines = found(both({ extraArgs })).filter(line => says.test(line));
    expect(lines).toEqual([
      expect.stringMatching(/^PD\d+ prefill\.extraArgs\[\d\]: /),
      expect.stringMatching(/^PD\d+ decode\.extraArgs\[\d\]: /),
    ]);
    expect(found(both({ extraArgs: neighbour }))).toEqual([]);
  });

  test('a flag that its vLLM does not know is unknown and nothing else', () => {
    expect(found({ ...old, ...both({ extraArgs: ['--kv-offloading-size=100'] }) })).toEqual([
      expect.stringMatching(/^PD110 prefill/), expect.stringMatching(/^PD110 decode/),
    ]);
    expect(found({ ...old, ...both({ extraArgs: ['--decode-context-parallel-size=2'] }) })).toEqual([
      expect.stringMatching(/^PD121 prefill/), expect.stringMatching(/^PD121 decode/),
    ]);
  });

  test('a context parallel size of 1 is what vLLM has anyway, also in one role', () => {
    expect(found({ decode: { ...validSpec.decode, extraArgs: ['--decode-context-parallel-size=1'] } })).toEqual([]);
  });

  test('the beginning of a name is named in full, and waiving that does not let it pass', () => {
    expect(found(both({ extraArgs: ['--kv-offloading-s=100'] }))).toContain(
      'PD110 decode.extraArgs[0]: `--kv-offloading-s` is an abbreviation of `--kv-offloading-size`, and the '
      + 'next vLLM may have another flag with this prefix',
    );
    expect(found({ ...both({ extraArgs: ['--max-model=1'] }), waive: { PD110: 'an old script' } })).toEqual([
      expect.stringMatching(/^PD102 prefill.extraArgs\[0\]: `--max-model-len`/), expect.stringMatching(/^PD102 decode/),
    ]);
    // Two flags begin so, and vLLM refuses it.
    expect(found(both({ extraArgs: ['--kv-offloading=1'] })).filter(line => !line.startsWith('PD110'))).toEqual([]);
  });
});

describe('a variable that replaces or breaks the NIXL connector is refused, and its neighbour is not', () => {
  test.each<[Release, string, EnvSource, string]>([
    [Release.LLM_D_0_10, 'VLLM_USE_SIMPLE_KV_OFFLOAD', '1', '0'],
    [Release.LLM_D_0_10, 'VLLM_USE_SIMPLE_KV_OFFLOAD', { secretName: 's', key: 'k' }, '0'],
    [Release.LLM_D_0_3, 'VLLM_USE_V1', '0', '1'],
  ])('%p %s=%p', (release, name, value, harmless) => {
    const stack = releases.find(other => other.release === release)!;
    const lines = (given: EnvSource) => found({ ...stack, ...both({ extraEnv: { [name]: given } }) });
    expect(lines(value)).toEqual(
      ['prefill', 'decode'].map(role => expect.stringMatching(`^PD121 ${role}.extraEnv.${name}: `)),
    );
    expect(lines(harmless)).toEqual([]);
  });

  test('the connector that is put in place is named', () => {
    const lines = found(both({ extraArgs: ['--kv-offloading-size=1'], extraEnv: { VLLM_USE_SIMPLE_KV_OFFLOAD: '1' } }));
    expect(lines).toContainEqual(
      expect.stringMatching(/^PD121 decode.extraArgs\[0\]: .*replaces NixlConnector by SimpleCPUOffloadConnector/),
    );
  });
});

describe('a pipeline', () => {
  test.each([
    { ...today, role: 'decode', says: 'the engine ends at start with `NotImplementedError' },
    { ...today, role: 'prefill', says: 'every request ends with `Number of KV layers must match' },
    { ...old, role: 'decode', says: 'the pod is never Ready' },
    { ...old, role: 'prefill', says: 'the pod is never Ready' },
  ] as const)(
    'is refused in $role pods of $release.name, and the same GPUs as tensor parallelism are not',
    ({ role, release, gateway, says }) => {
      const lines = (parallelism: PoolSpec['parallelism']) =>
        found({ release, gateway, [role]: { ...validSpec[role], parallelism } });
      expect(lines({ pipeline: 2 })).toEqual([
        expect.stringMatching(
          `^PD122 ${role}.parallelism.pipeline: with 2 stages in ${role} pods of vLLM `
          + `${release.modelServer.known.version} .*${says}`,
        ),
      ]);
      expect(lines({ tensor: 2, pipeline: 1 }).filter(line => !/^PD3(09|23)/.test(line))).toEqual([]);
    },
  );

  test.each([
    [
      { tensor: 4, pipeline: 2 },
      'remove `pipeline` and use `tensor`: `decode.parallelism: { tensor: 8 }` uses the same 8 GPUs',
    ],
    [{ tensor: 1, pipeline: 3 }, 'use `tensor` instead of `pipeline`'],
    [{ tensor: 16, pipeline: 2 }, 'use `tensor` instead of `pipeline`'],
  ])('of %j is repaired with a number where one fits the node and the model', (parallelism, fix) => {
    const spec = specWith({
      model: { uri: 'hf://meta-llama/Llama-3.1-70B-Instruct' },
      decode: { ...validSpec.decode, parallelism },
    });
    expect(
      judge(planInference('llama', spec))
        .findings.filter(({ rule }) => rule === 'PD122')
        .map(finding => finding.fix),
    ).toEqual([fix]);
  });

  test('can be waived, for a vLLM with another connector', () => {
    expect(found({ ...both({ parallelism: { pipeline: 2 } }), waive: { PD122: 'a build of our own' } })).toEqual([]);
  });
});
