import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { imagesLock, InferenceSpec, Release, withImages } from '../lib';
import { lockImages } from '../lib/cli/images';
import { lockedImages } from '../lib/spec/images';
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
  const images = Object.values(knownVersions).flatMap(versions => versions.map(({ image }) => image));
  expect(lockedImages(text).map(({ image }) => image).sort()).toEqual([...images].sort());
});

test('Renovate finds every image of the lock file and of the releases, with its digest where there is one', () => {
  const {
    customManagers: [{ managerFilePatterns, matchStrings }],
  } = JSON.parse(readFileSync(join(root, 'renovate.json'), 'utf8'));
  const found = (text: string) =>
    [...text.matchAll(new RegExp(matchStrings[0] as string, 'g'))].map(
      ({ groups }) => `${groups!.depName}:${groups!.currentValue}`,
    );
  const [lock, tables] = (managerFilePatterns as string[]).map(pattern => new RegExp(pattern.slice(1, -1)));
  expect(lock!.test('images.lock') && tables!.test('lib/stack/picker/v0-10-0.ts')).toBe(true);
  const locked = lockedImages(readFileSync(join(root, 'images.lock'), 'utf8')).map(({ image }) => image);
  expect(found(readFileSync(join(root, 'images.lock'), 'utf8'))).toEqual(locked);
  const versionFiles = readdirSync(join(root, 'lib', 'stack'), { recursive: true, encoding: 'utf8' })
    .map(name => `lib/stack/${name}`)
    .filter(name => tables!.test(name));
  expect(versionFiles.flatMap(file => found(readFileSync(join(root, file), 'utf8'))).sort()).toEqual(
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

describe('llmd images, against a registry on this machine', () => {
  let server: Server;
  let registry: string;
  let asked: string[];
  let out: string[];
  let err: string[];

  beforeEach(async () => {
    [asked, out, err] = [[], [], []];
    server = createServer(answer);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    jest.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line));
    jest.spyOn(console, 'error').mockImplementation((line: string) => void err.push(line));
  });
  afterEach(() => new Promise((resolve) => {
    jest.restoreAllMocks();
    server.closeAllConnections();
    server.close(resolve);
  }));

  /** As registries do: a token for whoever asks, and digests for whoever has one. */
  function answer(request: IncomingMessage, response: ServerResponse): void {
    asked.push(`${request.method} ${request.url}`);
    if (request.url!.startsWith('/token'))
      response.end(JSON.stringify(request.url!.includes('withheld') ? {} : { token: 'anonymous' }));
    else if (request.url!.includes('/private/'))
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    else if (request.headers.authorization !== 'Bearer anonymous') {
      const repository = /^\/v2\/(.*)\/manifests\//.exec(request.url!)![1]!;
      response
        .writeHead(401, {
          'www-authenticate': `Bearer realm="http://${registry}/token",service="here",`
            + `scope="repository:${repository}:pull"`,
        })
        .end();
    } else if (
      !String(request.headers.accept).includes('application/vnd.oci.image.index.v1+json')
      || request.url!.includes('/missing/')
    )
      response.writeHead(404).end();
    else response.writeHead(200, { 'docker-content-digest': digest(request.url!.at(-1)!) }).end();
  }

  async function freePort(): Promise<number> {
    const other = createServer();
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await new Promise(resolve => other.close(resolve));
    return port;
  }

  function lockFile(...lines: string[]): string {
    const path = join(temporaryFolder(), 'images.lock');
    writeFileSync(path, `# locked\n${lines.join('\n')}\n`);
    return path;
  }

  test('writes the digests and keeps everything else', async () => {
    const path = lockFile(`${registry}/llm/picker:1`, '# the other', `${registry}/llm/proxy:2@${digest('0')}`);
    expect(await lockImages(path, false)).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe(
      `# locked\n${registry}/llm/picker:1@${digest('1')}\n# the other\n${registry}/llm/proxy:2@${digest('2')}\n`,
    );
    expect(asked.slice(0, 3)).toEqual([
      'HEAD /v2/llm/picker/manifests/1',
      'GET /token?service=here&scope=repository%3Allm%2Fpicker%3Apull',
      'HEAD /v2/llm/picker/manifests/1',
    ]);
    expect(err).toEqual([]);
  });

  test('only says what differs when asked to check', async () => {
    const lines = [`${registry}/llm/picker:1@${digest('1')}`, `${registry}/llm/proxy:2@${digest('0')}`];
    const path = lockFile(...lines);
    expect(await lockImages(path, true)).toBe(1);
    expect(out).toEqual([lines[0], `${registry}/llm/proxy:2@${digest('2')}, was ${digest('0')}`]);
    expect(readFileSync(path, 'utf8')).toBe(`# locked\n${lines.join('\n')}\n`);
    expect(await lockImages(lockFile(lines[0]!), true)).toBe(0);
  });

  test('names what it could not look up, and goes on', async () => {
    const nobody = `127.0.0.1:${await freePort()}`;
    const path = lockFile(
      `${registry}/missing/a:1`,
      `${registry}/private/a:1`,
      `${registry}/withheld/a:1`,
      'nothing',
      `${nobody}/a:1`,
      `${registry}/llm/picker:1`,
    );
    expect(await lockImages(path, false)).toBe(1);
    expect(err).toEqual([
      `${registry}/missing/a:1: its registry answers 404 Not Found`,
      `${registry}/private/a:1: its registry asks for a login that \`llmd images\` does not support`,
      `${registry}/withheld/a:1: its registry returned no token`,
      'nothing must have a registry and a tag',
      `${nobody}/a:1: its registry cannot be reached (ECONNREFUSED)`,
    ]);
    expect(readFileSync(path, 'utf8')).toContain(`\n${registry}/llm/picker:1@${digest('1')}\n`);
  });
});
