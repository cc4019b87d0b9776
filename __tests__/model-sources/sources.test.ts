import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hub } from '../../lib/model-sources/hub';
import { ModelSource } from '../../lib/model-sources/source';
import { modelSources, sourceOf, sourceOfUri } from '../../lib/model-sources/sources';
import { planInference } from '../../lib/plan/plan-inference';
import { poolOf } from '../../lib/plan/pools';
import { validSpec } from '../valid-spec';

const lib = join(__dirname, '..', '..', 'lib');
const token = { secretName: 'hub', key: 'key' };

describe.each(modelSources.map(source => [source.name, source] as const))('the source %s', (name, source) => {
  test('is found by its name and by a URI of its scheme', () => {
    expect([sourceOf({ source: name }), sourceOfUri(`${source.scheme}://a/b`)]).toEqual([source, source]);
  });

  test('allows its own example of a URI, which has its scheme', () => {
    expect(source.uri.allows(source.uri.example)).toBe(true);
    expect(source.uri.example.startsWith(`${source.scheme}://`)).toBe(true);
  });

  test('answers every question about its example', () => {
    const asked = { revision: 'v1', offline: true, token };
    const answers: Record<keyof ModelSource, unknown> = {
      ...source,
      repositoryOf: source.repositoryOf(source.uri.example),
      // A source that does not say which model it is has no key.
      factsKeyOf: String(source.factsKeyOf(source.uri.example)),
      hintsOf: source.hintsOf(source.repositoryOf(source.uri.example)),
      flags: source.flags(asked), env: source.env(asked, '/cache'), homeEnv: source.homeEnv('/home'),
      volumes: source.volumes(asked), volumeMounts: source.volumeMounts(asked),
    };
    const asFunctionOrNothing = Object.entries(answers).filter(([, answer]) => (
      answer === undefined || answer === '' || typeof answer === 'function'
    ));
    expect(asFunctionOrNothing).toEqual([]);
    expect(Object.values(source.uri).filter(answer => answer === undefined || answer === '')).toEqual([]);
  });

  test('mounts the volumes that it adds, and no other', () => {
    const asked = { offline: false, token };
    const added = source.volumes(asked).map(volume => volume.name);
    expect(source.volumeMounts(asked).map(mount => mount.name)).toEqual(added);
  });

  test('its progress is a global expression, so that the last place in a log is found', () => {
    expect(source.progress.flags).toContain('g');
  });
});

describe('the Hugging Face Hub', () => {
  test('vLLM is told owner and model, by which the facts are known too', () => {
    const uri = 'hf://openai/gpt-oss-120b';
    expect([hub.repositoryOf(uri), hub.factsKeyOf(uri)]).toEqual(['openai/gpt-oss-120b', 'openai/gpt-oss-120b']);
  });

  test('a revision is a flag of vLLM', () => {
    expect(hub.flags({ revision: 'abc', offline: false })).toEqual({ '--revision': 'abc' });
  });

  test('the token is a file that only the engine reads, never a variable', () => {
    const model = { offline: false, token };
    expect(hub.env(model, '/cache')).toEqual({
      HF_HUB_CACHE: '/cache', HF_TOKEN_PATH: '/var/run/secrets/huggingface/token',
    });
    const secret = { secretName: 'hub', defaultMode: 0o440, items: [{ key: 'key', path: 'token' }] };
    expect(hub.volumes(model)).toEqual([{ name: 'huggingface-token', secret }]);
    const mountPath = '/var/run/secrets/huggingface';
    expect(hub.volumeMounts(model)).toEqual([{ name: 'huggingface-token', mountPath, readOnly: true }]);
  });

  test('without a token there is no volume, and the download is anonymous', () => {
    const model = { offline: false };
    expect([hub.volumes(model), hub.volumeMounts(model)]).toEqual([[], []]);
    expect(Object.keys(hub.env(model, '/cache'))).toEqual(['HF_HUB_CACHE']);
  });

  test('a full cache is not asked for again', () => {
    expect(hub.env({ offline: true }, '/cache')).toEqual({ HF_HUB_CACHE: '/cache', HF_HUB_OFFLINE: '1' });
  });

  test.each([
    ['hf://openai/gpt-oss-120b', true], ['hf://Qwen3', false], ['hf://a/b/c', false], ['hf://a/b--c', false],
    ['hf://a/b..c', false], ['hf://a/.b', false], [`hf://a/${'b'.repeat(97)}`, false],
  ])('%s is one of its URIs: %s', (uri, allowed) => {
    expect(hub.uri.allows(uri)).toBe(allowed);
  });
});

test('a plan names the source of its model and stays plain data', () => {
  const { model } = poolOf(planInference('llama', validSpec), 'decode');
  expect(model.source).toBe('hub');
  expect(JSON.parse(JSON.stringify(model))).toEqual(model);
});

test('a URI of no known scheme is planned, so that the rule about URIs can refuse it', () => {
  const uri = 's3://bucket/model' as 'hf://bucket/model';
  expect(sourceOfUri(uri)).toBeUndefined();
  const plan = planInference('llama', { ...validSpec, model: { uri } });
  expect(plan.pools.map(({ model }) => model.repository)).toEqual([uri, uri]);
});

test('a name that no source has is an error that lists those that exist', () => {
  expect(() => sourceOf({ source: 'tape' })).toThrow('there is no model source \'tape\'; there are: hub');
});

test('nothing outside of lib/model-sources/ knows the words of a source', () => {
  // lib/stack/ lists every variable of vLLM.
  const words = /HF_(HUB|TOKEN|HOME)|HUGGING_FACE|huggingface-token|secrets\/huggingface|\/\^hf:/;
  const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'));
  const outside = files.filter(name => !/^(model-sources|stack)\//.test(name));
  expect(outside.filter(name => words.test(readFileSync(join(lib, name), 'utf8')))).toEqual([]);
});
