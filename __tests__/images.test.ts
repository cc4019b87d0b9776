import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkPlan, imagesLock, InferenceSpec, planInference, Release, withImages } from '../lib';
import { devices } from '../lib/devices/devices';
import { gateways } from '../lib/gateways/gateways';
import { lockedImages } from '../lib/spec/images-lock';
import { knownVersions } from '../lib/stack/releases';
import { temporaryFolder } from './folder';
import { Manifest, manifestsOf, podOf } from './manifests';
import { specWith } from './valid-spec';

const root = join(__dirname, '..');
const digest = (character: string) => `sha256:${character.repeat(64)}`;
const imagesOf = (spec: InferenceSpec) => {
  const manifests = manifestsOf(spec);
  const [prefill, decode, picker] = (['prefill', 'decode', 'epp'] as const).map(
    role => podOf(manifests, role).spec as Manifest,
  );
  const [{ image: proxy }] = decode!.initContainers;
  return {
    prefill: prefill!.containers[0].image,
    decode: decode!.containers[0].image,
    proxy,
    picker: picker!.containers[0].image,
  };
};

test('images.lock lists the image of every known version and no others', () => {
  const text = readFileSync(join(root, 'images.lock'), 'utf8');
  const images = [
    ...Object.values(knownVersions).flatMap(versions => versions.flatMap(version => [
      version.image, ...('tokenizer' in version ? [version.tokenizer.image] : []),
    ])),
    ...gateways.flatMap(({ besidePicker }) => Object.values(besidePicker?.images ?? {})),
    ...devices.flatMap(({ images: ofDevice = {} }) => Object.values(ofDevice)),
  ];
  expect(lockedImages(text).map(({ image }) => image).sort()).toEqual([...new Set(images)].sort());
});

test('Renovate finds every image of the lock file and of the releases, with its digest where there is one', () => {
  const {
    customManagers: [{ managerFilePatterns, matchStrings }],
  } = JSON.parse(readFileSync(join(root, 'renovate.json'), 'utf8'));
  const found = (text: string) =>
    [...text.matchAll(new RegExp(matchStrings[0] as string, 'g'))].map(
      ({ groups }) => `${groups!.depName}:${groups!.currentValue}`,
    );
  const [lock, ...tables] = (managerFilePatterns as string[]).map(pattern => new RegExp(pattern.slice(1, -1)));
  expect(lock!.test('images.lock') && tables[0]!.test('lib/stack/picker/v0-10-0.ts')).toBe(true);
  const locked = lockedImages(readFileSync(join(root, 'images.lock'), 'utf8')).map(({ image }) => image);
  expect(found(readFileSync(join(root, 'images.lock'), 'utf8'))).toEqual(locked);
  const versionFiles = ['lib/stack', 'lib/gateways', 'lib/devices'].flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(name => `${folder}/${name}`))
    .filter(name => tables.some(table => table.test(name)));
  expect([...new Set(versionFiles.flatMap(file => found(readFileSync(join(root, file), 'utf8'))))].sort()).toEqual(
    [...locked].sort(),
  );
  expect({ ...new RegExp(matchStrings[0] as string).exec(`ghcr.io/a/b:v1@${digest('a')}`)?.groups }).toEqual({
    depName: 'ghcr.io/a/b',
    currentValue: 'v1',
    currentDigest: digest('a'),
  });
});

test('an image with a digest is written with it, both roles the same', () => {
  const digests = {
    'docker.io/vllm/vllm-openai:v0.27.1': digest('a'),
    'ghcr.io/llm-d/llm-d-router-disagg-sidecar:v0.10.0': digest('b'),
  };
  expect(imagesOf(specWith({ images: { digests } }))).toEqual({
    prefill: `docker.io/vllm/vllm-openai:v0.27.1@${digest('a')}`,
    decode: `docker.io/vllm/vllm-openai:v0.27.1@${digest('a')}`,
    proxy: `ghcr.io/llm-d/llm-d-router-disagg-sidecar:v0.10.0@${digest('b')}`,
    picker: 'ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0',
  });
});

test('a mirror takes the place of what a name begins with, the longest first, and keeps the digest', () => {
  const mirrors = {
    'ghcr.io': 'registry.internal/ghcr',
    'ghcr.io/llm-d': 'registry.internal/llm-d',
    'docker.io/vll': 'nowhere',
  };
  const release = withImages(Release.LLM_D_0_10, {
    mirrors,
    digests: { 'ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0': digest('c') },
  });
  expect([release.modelServer.image, release.routingProxy.image, release.endpointPicker.image]).toEqual([
    'docker.io/vllm/vllm-openai:v0.27.1',
    'registry.internal/llm-d/llm-d-router-disagg-sidecar:v0.10.0',
    `registry.internal/llm-d/llm-d-router-endpoint-picker:v0.10.0@${digest('c')}`,
  ]);
  expect(withImages(Release.LLM_D_0_10)).toEqual(Release.LLM_D_0_10);
});

test('a lock file gives the digests that are in it', () => {
  const path = join(temporaryFolder(), 'images.lock');
  writeFileSync(path, `# a comment\n\n  a.example/b:1@${digest('d')}  \na.example/c:2\n`);
  expect(imagesLock(path)).toEqual({ 'a.example/b:1': digest('d') });
  expect(lockedImages(readFileSync(path, 'utf8'))).toEqual([
    { image: 'a.example/b:1', digest: digest('d') },
    { image: 'a.example/c:2' },
  ]);
});

test('a lock file that cannot be read is a finding of the synth, also where its digests are spread, and no trace', () => {
  const missing = join(temporaryFolder(), 'images.lock');
  const spec = (digests: Record<string, string>) => specWith({ images: { digests } });
  const found = (digests: Record<string, string>) => checkPlan(planInference('llama', spec(digests)))
    .filter(({ rule }) => rule === 'PD439')
    .map(({ cause, field, fix, severity }) => ({ cause, field, fix, severity }));
  const finding = {
    cause: `${missing} does not exist`, field: 'images.digests', severity: 'error',
    fix: 'run `npx llmd images --create`, which writes it, or leave `images.digests` out of the spec',
  };
  expect(found(imagesLock(missing))).toEqual([finding]);
  expect(found({ ...imagesLock(missing), 'a.example/b:1': digest('d') })).toEqual([finding]);
  expect(found(imagesLock(temporaryFolder()))).toEqual([
    { ...finding, cause: expect.stringMatching(/ cannot be read: EISDIR/) },
  ]);
  expect(() => withImages(Release.ROUTER_0_3, { digests: imagesLock(missing) })).toThrow(/^imagesLock\(\): .*--create/);
});
