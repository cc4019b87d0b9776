import { InferenceSpec, Picker, poolOf, Release, Sidecar, Vllm } from '../lib';
import { judge } from '../lib/rules/judge';
import { planInference } from '../lib/plan/plan-inference';
import { checkShape } from '../lib/rules/spec/spec-shape';
import { knownVersions } from '../lib/stack/releases';
import { specWith, validSpec } from './valid-spec';

const release = Release.LLM_D_0_10;
const findings = (change: Partial<InferenceSpec>): string[] => {
  const spec = specWith(change);
  return [...checkShape('llama', spec), ...judge(planInference('llama', spec)).findings].map(
    ({ rule, field, cause }) => `${rule} ${field}: ${cause}`,
  );
};
const rulesFor = (change: Partial<InferenceSpec>): string[] => findings(change).map(text => text.split(' ')[0]!);

describe('an image of one\'s own with a version that is known', () => {
  const modelServer = Vllm.of({ image: 'registry.internal/vllm:0.27.1-ours', like: release.modelServer });

  test('is judged as that version is', () => {
    expect(rulesFor({ release: { ...release, modelServer } })).toEqual(rulesFor({}));
    const misspelt = { ...validSpec.decode, extraArgs: ['--max-num-seq=1', '--no-such-flag'] };
    expect(rulesFor({ release: { ...release, modelServer }, decode: misspelt })).toEqual(
      rulesFor({ decode: misspelt }),
    );
  });

  test('is written with the command line of that version', () => {
    const of = (spec: InferenceSpec) => poolOf(planInference('llama', spec), 'decode').modelServer;
    const { image, known, ...commandLine } = of(specWith({ release: { ...release, modelServer } }));
    expect({ image, version: known?.version }).toEqual({
      image: 'registry.internal/vllm:0.27.1-ours',
      version: '0.27.1',
    });
    expect(of(validSpec)).toMatchObject(commandLine);
  });
});

test('a version of which only the names of flags are known is judged by them, and a warning says what is not', () => {
  const { commandLine, ...known } = release.modelServer.known;
  expect(Object.keys(commandLine.flags)).toEqual(known.flags);
  const change = { release: { ...release, modelServer: { ...release.modelServer, known } } };
  expect(findings(change)).toEqual([expect.stringMatching(/^PD705 release: only the names of .* \(PD123 /)]);
  const decode = { ...validSpec.decode, extraArgs: ['--seed=abc', '--no-such-flag'] };
  expect(rulesFor({ ...change, decode }).sort()).toEqual(['PD110', 'PD705']);
});

describe('an image of which nothing is known', () => {
  test.each([
    [
      'vLLM',
      { ...release, modelServer: Vllm.of({ image: 'registry.internal/vllm:1' }) },
      /flags \(PD110, PD121\).*memory of the GPUs.*counters of `llmd verify`/,
    ],
    [
      'the routing proxy',
      { ...release, routingProxy: Sidecar.of({ image: 'registry.internal/proxy:1' }) },
      /flags \(PD414\)/,
    ],
    [
      'the endpoint picker',
      { ...release, endpointPicker: Picker.of({ image: 'registry.internal/epp:1' }) },
      /flags \(PD415\).*roles without pods/,
    ],
  ] as const)('of %s gives one warning that lists what is not judged', (_, changed, lists) => {
    const found = findings({ release: changed });
    expect(found.filter(text => text.startsWith('PD705 '))).toEqual([expect.stringMatching(lists)]);
    expect(found.filter(text => !text.startsWith('PD705 '))).toEqual(findings({}));
  });

  test('keeps the rules of the version beside it where none is said, and warns', () => {
    const endpointPicker = { ...release.endpointPicker, image: 'mirror/llm-d-router-endpoint-picker:v0.10.1' };
    expect(findings({ release: { ...release, endpointPicker } })).toContainEqual(
      expect.stringMatching(
        /^PD705 release: mirror\/llm-d-router-endpoint-picker:v0.10.1 is not an image of version 0.10.0/,
      ),
    );
    const declared = Picker.of({ image: endpointPicker.image, like: release.endpointPicker });
    expect(rulesFor({ release: { ...release, endpointPicker: declared } })).toEqual(rulesFor({}));
  });

  test('of all three gives one warning for all of them', () => {
    const all = {
      name: 'ours',
      modelServer: Vllm.of({ image: 'r/vllm:1' }),
      routingProxy: Sidecar.of({ image: 'r/proxy:1' }),
      endpointPicker: Picker.of({ image: 'r/epp:1' }),
    };
    expect(findings({ release: all }).filter(text => text.startsWith('PD705 '))).toEqual([
      expect.stringMatching(/r\/vllm:1.*; .*r\/proxy:1.*; .*r\/epp:1/),
    ]);
  });

  test('does not let a role without pods pass in silence', () => {
    const decode = { ...validSpec.decode, replicas: 0 };
    expect(
      findings({ release: { ...release, endpointPicker: Picker.of({ image: 'r/epp:1' }) }, decode }),
    ).toContainEqual(expect.stringMatching(/^PD502 decode.replicas: .*not known/));
  });
});

describe('a table of a release that does not agree with itself', () => {
  test.each([
    [
      'the image of another vLLM',
      { ...release, modelServer: { ...release.modelServer, image: 'mirror/llm-d-cuda:v0.3.0' } },
      /^PD706 release.modelServer.image: llm-d-cuda:v0.3.0 is of version 0.11.0, .* 0.27.1/,
    ],
    [
      'the image of another picker',
      { ...release, endpointPicker: { ...release.endpointPicker, image: 'mirror/llm-d-inference-scheduler:v0.3.2' } },
      /^PD706 release.endpointPicker.image/,
    ],
    [
      'a flag that the proxy of this version does not have',
      { ...release, routingProxy: { ...release.routingProxy, connectorFlag: '--connector-of-tomorrow' } },
      /^PD414 release.routingProxy.connectorFlag/,
    ],
    [
      'a version in words',
      { ...release, modelServer: { ...release.modelServer, vllm: '0.28' } },
      /^PD701 release.modelServer.vllm: `vllm` is not a known field/,
    ],
    [
      'a tag of tomorrow with flags of yesterday',
      {
        ...release,
        endpointPicker: {
          ...release.endpointPicker,
          image: 'mirror/llm-d-router-endpoint-picker:v0.10.1',
          flags: { '--zap-encode': 'json' },
        },
      },
      /^PD415 release.endpointPicker.flags.--zap-encode/,
    ],
  ] as const)('%s is an error', (_, changed, says) => {
    expect(findings({ release: changed })).toContainEqual(expect.stringMatching(says));
  });
});

test('versions of two releases together are a warning, also in images of one\'s own', () => {
  const old = Vllm.of({ image: 'registry.internal/vllm:ours', like: Release.LLM_D_0_3.modelServer });
  expect(findings({ release: { ...release, modelServer: old } })).toContainEqual(
    'PD708 release: no release has these versions together: vLLM 0.11.0, routing proxy 0.10.0, endpoint picker 0.10.0',
  );
  const same = Vllm.of({ image: 'registry.internal/vllm:ours', like: release.modelServer });
  expect(rulesFor({ release: { ...release, modelServer: same } })).not.toContain('PD708');
});

test('all versions of a component have the same fields, so that what one knows no other lacks', () => {
  for (const versions of Object.values(knownVersions)) {
    const [first, ...others] = versions.map(({ known }) => Object.keys(known).sort());
    for (const other of others) expect(other).toEqual(first);
  }
});

test('no two versions claim one image', () => {
  const images = Object.values(knownVersions).flatMap(versions =>
    versions.flatMap(({ known }) => known.images as readonly string[]),
  );
  expect(images).toEqual([...new Set(images)]);
});

test('each version knows the image that it is shipped in', () => {
  for (const versions of Object.values(knownVersions)) {
    for (const { image, known } of versions)
      expect((known.images as readonly string[]).some(name => image.endsWith(`/${name}`))).toBe(true);
  }
});
