import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, Chart, YamlOutputType } from 'cdk8s';
import {
  App,
  DecodePool,
  DisaggregatedInference,
  InferencePool,
  InferenceSpec,
  istio,
  planInference,
  poolOf,
  PrefillPool,
  Release,
} from '../../lib';
import { Finding } from '../../lib/rules/language/finding';
import { SynthError } from '../../lib/synth/synth-error';
import { contents, temporaryFolder } from '../folder';
import { roleWith, specWith, validSpec } from '../valid-spec';

const file = (outdir: string) => join(outdir, 'llama.k8s.yaml');

/** The findings of the comparison with what is in the folder; without one the folder is written. */
function changes(outdir: string, spec: InferenceSpec, yamlOutputType = YamlOutputType.FILE_PER_CHART): Finding[] {
  const app = new App({ outdir, yamlOutputType });
  new DisaggregatedInference(app, 'llama', spec);
  try {
    app.synth();
    return [];
  } catch (error) {
    return [...(error as SynthError).findings];
  }
}

function folderWith(spec: InferenceSpec): string {
  const outdir = join(temporaryFolder(), 'dist');
  expect(changes(outdir, spec)).toEqual([]);
  return outdir;
}

/** A file of a version of this library that wrote no record. */
const withoutRecord = (text: string): string => {
  const documents = text.split('---\n');
  const others = documents.filter(document => !document.includes('\n  record.json: '));
  expect(others).toHaveLength(documents.length - 1);
  return others.join('---\n');
};

beforeEach(() => void jest.spyOn(process.stderr, 'write').mockReturnValue(true));
afterEach(() => jest.restoreAllMocks());

const with64 = specWith({ engine: { blockSize: 64 } });

/** With a flag of both roles. */
const argued = (...extraArgs: string[]): InferenceSpec =>
  ({ ...validSpec, prefill: { ...validSpec.prefill, extraArgs }, decode: { ...validSpec.decode, extraArgs } });

describe('a change in place of what both roles have in common is refused', () => {
  test.each<[string, InferenceSpec, InferenceSpec, string, RegExp]>([
    [
      'a block size',
      with64,
      validSpec,
      'engine.blockSize',
      /^the block size of Deployment\/llama-prefill and Deployment\/llama-decode was 64 in the last synth and is 128; .*status 200 and wrong text/,
    ],
    [
      'a block size that is written or not',
      argued(),
      specWith({ engine: { blockSize: 16 } }),
      'engine.blockSize',
      /was 128 in the last synth and is 16/,
    ],
    [
      'a precision of KV cache',
      validSpec,
      specWith({ engine: { kvCacheDtype: 'fp8' } }),
      'engine.kvCacheDtype',
      /was auto in the last synth and is fp8; .*hash mismatch.*status 500/,
    ],
    [
      'an attention backend',
      argued('--attention-backend=FLASH_ATTN'),
      argued('--attention-backend', 'FLASHINFER'),
      'prefill.extraArgs',
      /was FLASH_ATTN in the last synth and is FLASHINFER/,
    ],
    [
      'a precision',
      validSpec,
      specWith({ engine: { dtype: 'bfloat16' } }),
      'engine.dtype',
      /the precision of Deployment\/llama-prefill .* was auto in the last synth and is bfloat16; .*hash mismatch/,
    ],
    [
      'a model',
      validSpec,
      specWith({ model: { uri: 'hf://Qwen/Qwen2.5-7B-Instruct' } }),
      'model.uri',
      /was openai\/gpt-oss-120b in the last synth and is Qwen\/Qwen2\.5-7B-Instruct; .*hash mismatch/,
    ],
    [
      'a revision of the model',
      specWith({ model: { ...validSpec.model, revision: 'v1' } }),
      specWith({ model: { ...validSpec.model, revision: 'v2' } }),
      'model.revision',
      /was v1 in the last synth and is v2; .*no check of vLLM refuses/,
    ],
    [
      'the GPUs of one role',
      validSpec,
      roleWith('decode', { parallelism: { tensor: 2 } }),
      'decode.parallelism.tensor',
      /of Deployment\/llama-decode was 1 in the last synth and is 2/,
    ],
    [
      'a release',
      { ...validSpec, release: Release.LLM_D_0_3 },
      validSpec,
      'release',
      /was llm-d-cuda:v0\.3\.0 in the last synth and is .*:v0\.\d+\.\d+; .*status 500/,
    ],
  ])('%s', (_what, before, after, field, cause) => {
    const outdir = folderWith(before);
    const was = contents(outdir);
    const found = changes(outdir, after).filter(({ rule }) => rule === 'PD320');
    expect(found.filter(finding => finding.field === field)).toEqual([
      expect.objectContaining({
        severity: 'error',
        cause: expect.stringMatching(cause),
        fix: expect.stringContaining('a second deployment with another name'),
      }),
    ]);
    expect(contents(outdir)).toEqual(was);
    // Nothing was written, so the next synth says the same.
    expect(changes(outdir, after).filter(({ rule }) => rule === 'PD320')).toEqual(found);
  });

  test('with a finding for each fact, whether one role has it or both', () => {
    const outdir = folderWith(validSpec);
    const found = changes(outdir, {
      ...validSpec,
      engine: { blockSize: 64, kvCacheDtype: 'fp8' },
      decode: { ...validSpec.decode, parallelism: { tensor: 2 } },
    });
    expect(found.filter(({ rule }) => rule === 'PD320').map(({ field }) => field)).toEqual([
      'decode.parallelism.tensor',
      'engine.blockSize',
      'engine.kvCacheDtype',
    ]);
  });

  test.each([
    YamlOutputType.FILE_PER_APP,
    YamlOutputType.FILE_PER_RESOURCE,
    YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
  ])('however objects are divided into files (%s)', (type) => {
    const outdir = join(temporaryFolder(), 'dist');
    expect(changes(outdir, with64, type)).toEqual([]);
    expect(changes(outdir, validSpec, type).map(({ rule, field }) => `${rule} ${field}`)).toEqual([
      'PD320 engine.blockSize',
    ]);
  });
});

describe('the record of the last synth says what was', () => {
  const edited = (edit: (text: string) => string): readonly string[] => {
    const outdir = folderWith(with64);
    const text = readFileSync(file(outdir), 'utf8');
    expect(edit(text)).not.toBe(text);
    writeFileSync(file(outdir), edit(text));
    return changes(outdir, validSpec).map(({ rule, field }) => `${rule} ${field}`);
  };

  test.each<[string, (text: string) => string]>([
    ['are broken', text => text.replaceAll('    spec:\n', '    spec: ]\n')],
    [
      'are gone',
      text =>
        text
          .split('---\n')
          .filter(document => !document.includes('kind: Deployment\n'))
          .join('---\n'),
    ],
    ['have another block size by hand', text => text.replaceAll('--block-size=64', '--block-size=32')],
  ])('where its Deployments %s', (_what, edit) => {
    expect(edited(edit)).toEqual(['PD320 engine.blockSize']);
  });

  test.each<[string, (text: string) => string]>([
    ['is not there, as in a file of an earlier version', withoutRecord],
    ['was edited', text => text.replaceAll('"blockSize":64', '"blockSize":128')],
    ['was cut off', text => text.slice(0, text.indexOf('"engines"'))],
    ['is of a form of a later version', text => text.replace('"format": 1', '"format": 2')],
  ])('and where it %s, its Deployments say it', (_what, edit) => {
    expect(edited(edit)).toEqual(['PD320 engine.blockSize']);
  });
});

test('a file whose lines have the ends of Windows is compared as well', () => {
  const outdir = folderWith(with64);
  writeFileSync(file(outdir), readFileSync(file(outdir), 'utf8').replaceAll('\n', '\r\n'));
  expect(changes(outdir, validSpec).map(({ field }) => field)).toEqual(['engine.blockSize']);
});

test('a Deployment is compared with that of its own name and namespace', () => {
  const synth = (outdir: string, blockSizes: Record<string, 64 | 128>): void => {
    const app = new App({ outdir, yamlOutputType: YamlOutputType.FILE_PER_APP });
    for (const [name, blockSize] of Object.entries(blockSizes))
      new DisaggregatedInference(app, name, specWith({ namespace: name, engine: { blockSize } }));
    app.synth();
  };
  const outdir = join(temporaryFolder(), 'dist');
  synth(outdir, { a: 64, b: 128 });
  expect(() => synth(outdir, { b: 128, c: 128, a: 64 })).not.toThrow();
  expect(() => synth(outdir, { a: 64, b: 64 })).toThrow(/^1 error.*\n\[b\/engine\.blockSize\] PD320/);
});

describe('of the attention backend', () => {
  const backends: readonly [string, InferenceSpec][] = [
    ['a flag', argued('--attention-backend=FLASHINFER')],
    ['a configuration in JSON', argued('--attention-config={"backend":"FLASHINFER"}')],
    ['a key of a configuration', argued('--attention-config.backend=FLASHINFER')],
    ['a key of a configuration, its value apart', argued('--attention-config.backend', 'FLASHINFER')],
    ['a short flag', argued('-ac', '{"backend":"FLASHINFER"}')],
  ];

  test.each(backends)('%s is read', (_what, spec) => {
    expect(changes(folderWith(validSpec), spec).map(({ cause }) => cause)).toEqual([
      expect.stringMatching(/^the attention backend .* was the choice of vLLM in the last synth and is FLASHINFER;/),
    ]);
    expect(changes(folderWith(spec), argued('--attention-backend=FLASHINFER'))).toEqual([]);
  });

  test('a variable is read', () => {
    const set = (VLLM_ATTENTION_BACKEND: string): InferenceSpec => {
      const extraEnv = { VLLM_ATTENTION_BACKEND };
      return {
        ...validSpec,
        release: Release.LLM_D_0_3,
        gateway: istio('1.30'),
        prefill: { ...validSpec.prefill, extraEnv },
        decode: { ...validSpec.decode, extraEnv },
      };
    };
    expect(changes(folderWith(set('FLASH_ATTN')), set('FLASHINFER'))).toEqual([
      expect.objectContaining({
        field: 'prefill.extraEnv.VLLM_ATTENTION_BACKEND',
        cause: expect.stringContaining('was FLASH_ATTN in the last synth and is FLASHINFER'),
      }),
    ]);
  });

  test('other keys of a configuration, and one that is not JSON, say nothing of it', () => {
    expect(changes(folderWith(validSpec), argued('--attention-config={"flash_attn_version":3}'))).toEqual([]);
    const rules = changes(folderWith(validSpec), argued('--attention-config=fast')).map(({ rule }) => rule);
    expect(rules).toEqual(['PD123', 'PD123']);
  });
});

describe('is not refused', () => {
  test('a first synth', () => {
    expect(changes(join(temporaryFolder(), 'dist'), validSpec)).toEqual([]);
  });

  test('what may change in place: pods, limits, other flags', () => {
    const changed: InferenceSpec = {
      ...validSpec,
      engine: { maxModelLen: 8000 },
      decode: { ...validSpec.decode, replicas: 6, cpu: '16', engine: { maxNumSeqs: 64 } },
    };
    expect(changes(folderWith(validSpec), changed)).toEqual([]);
  });

  test('a second deployment beside the first', () => {
    const outdir = folderWith(with64);
    const app = new App({ outdir });
    new DisaggregatedInference(app, 'llama', with64);
    new DisaggregatedInference(app, 'llama-128', { ...validSpec, createNamespace: false });
    expect(() => app.synth()).not.toThrow();
  });

  test('a default that is written out', () => {
    expect(changes(folderWith(validSpec), specWith({ engine: { blockSize: 128, kvCacheDtype: 'auto' } }))).toEqual([]);
  });

  test.each<[string, object]>([
    ['a digest', { digests: { [Release.LLM_D_0_10.modelServer.image]: `sha256:${'a'.repeat(64)}` } }],
    [
      'a mirror',
      { mirrors: { 'docker.io/vllm': 'registry.internal/vllm', 'ghcr.io/llm-d': 'registry.internal/llm-d' } },
    ],
  ])('%s for the image that it is', (_what, images) => {
    const outdir = folderWith(validSpec);
    expect(changes(outdir, specWith({ images })).filter(({ rule }) => rule === 'PD320')).toEqual([]);
    expect(readFileSync(file(outdir), 'utf8')).toMatch(/registry\.internal|@sha256:a/);
  });

  test('an image by digest alone from a mirror; another digest is', () => {
    const outdir = folderWith(validSpec);
    const { image } = Release.LLM_D_0_10.modelServer;
    const release = (name: string, digit: string): InferenceSpec =>
      specWith({
        release: {
          ...Release.LLM_D_0_10,
          modelServer: { ...Release.LLM_D_0_10.modelServer, image: `${name}/vllm@sha256:${digit.repeat(64)}` },
        },
      });
    const text = withoutRecord(readFileSync(file(outdir), 'utf8')).replaceAll(
      `image: ${image}`,
      `image: docker.io/vllm@sha256:${'a'.repeat(64)}`,
    );
    writeFileSync(file(outdir), text);
    const refused = (spec: InferenceSpec) => changes(outdir, spec).some(({ rule }) => rule === 'PD320');
    expect([refused(release('registry.internal', 'a')), refused(release('docker.io', 'b'))]).toEqual([false, true]);
  });

  test.each<[string, (text: string) => string]>([
    ['no YAML', text => text.replaceAll('    spec:\n', '    spec: ]\n')],
    ['cut off', text => text.slice(0, text.indexOf('--block-size=') - 20)],
    ['without containers', text => text.replaceAll('      containers:\n', '      containers: 5\n      others:\n')],
    ['with a template that is a number', text => text.replaceAll('  template:\n', '  template: 5\n  other:\n')],
    ['empty', () => ''],
  ])('a change from a file without a record that is %s', (_what, broken) => {
    const outdir = folderWith(with64);
    const text = withoutRecord(readFileSync(file(outdir), 'utf8'));
    expect(broken(text)).not.toBe(text);
    writeFileSync(file(outdir), broken(text));
    expect(changes(outdir, validSpec)).toEqual([]);
  });

  test('a change from arguments and annotations that no synth writes', () => {
    const outdir = folderWith(specWith({ waive: { PD320: 'x' }, engine: { blockSize: 64 } }));
    const text = readFileSync(file(outdir), 'utf8')
      .replace('llm-d.ai/waived.PD320: x', 'llm-d.ai/waived.PD320: 5')
      .replaceAll('- args:\n', '- args: none\n          more:\n');
    writeFileSync(file(outdir), text);
    expect(changes(outdir, specWith({ waive: { PD320: 'no pod runs' }, engine: { blockSize: 64 } }))).toEqual([]);
  });
});

describe('a waiver', () => {
  const waived = (reason: string, change: object = {}) => specWith({ ...change, waive: { PD320: reason } });

  test('lets a change through, and is no mistake once it has been written', () => {
    const outdir = folderWith(with64);
    expect(changes(outdir, waived('taken down first, 2026-12'))).toEqual([]);
    expect(readFileSync(file(outdir), 'utf8')).toContain('--block-size=128');
    const spy = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(changes(outdir, waived('taken down first, 2026-12'))).toEqual([]);
    expect(spy.mock.calls.join('')).toBe('');
    expect(changes(outdir, validSpec)).toEqual([]);
  });

  test('counts for one change: the next one wants a reason that the last synth did not have', () => {
    const outdir = folderWith(waived('taken down first, 2026-12', { engine: { blockSize: 64 } }));
    const found = changes(outdir, waived('taken down first, 2026-12'));
    expect(found).toEqual([
      expect.objectContaining({
        rule: 'PD320',
        fix: expect.stringMatching(
          /The reason in `waive\.PD320` is that of the last synth: write one for this change$/,
        ),
      }),
    ]);
    expect(changes(outdir, waived('taken down again, 2027-01'))).toEqual([]);
  });

  test('must say why', () => {
    expect(changes(folderWith(with64), waived(' ')).map(({ rule }) => rule)).toContain('PD703');
  });

  test('silences the number of pods that is left to an autoscaler too', () => {
    const outdir = folderWith(validSpec);
    const spy = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(
      changes(outdir, {
        ...validSpec,
        decode: { ...validSpec.decode, autoscaling: { maxReplicas: 8 } },
        waive: { PD516: 'not applied yet' },
      }),
    ).toEqual([]);
    expect(spy.mock.calls.join('')).toBe('');
  });
});

test('a chart of one\'s own is compared as well, and waives by an annotation', () => {
  const outdir = join(temporaryFolder(), 'dist');
  const synth = (blockSize: 64 | 128, note?: string): readonly string[] => {
    const app = new App({ outdir });
    const chart = new Chart(app, 'mine', { namespace: 'team-a' });
    const plan = planInference('llama', specWith({ engine: { blockSize } }));
    const modelCache = { name: 'model-cache', emptyDir: {} };
    new InferencePool(chart, 'pool', { plan: plan.inferencePool });
    new PrefillPool(chart, 'prefill', { plan: poolOf(plan, 'prefill'), modelCache });
    const pool = new DecodePool(chart, 'decode', { plan: poolOf(plan, 'decode'), modelCache });
    const deployment = pool.node
      .findAll()
      .filter(construct => ApiObject.isApiObject(construct))
      .find(({ kind }) => kind === 'Deployment')!;
    if (note !== undefined) deployment.metadata.addAnnotation('llm-d.ai/waived.PD320', note);
    try {
      app.synth();
      return [];
    } catch (error) {
      return (error as SynthError).findings.map(({ rule, field }) => `${rule} ${field}`);
    }
  };
  expect([synth(64), synth(128), synth(128, 'no pod runs')]).toEqual([[], ['PD320 engine.blockSize'], []]);
});
