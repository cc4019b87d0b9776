import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, Server } from 'node:http';
import { AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { imagesLock } from '../../lib';
import { devices } from '../../lib/devices/devices';
import { gateways } from '../../lib/gateways/gateways';
import { ImagesOptions, runImages } from '../../lib/cli/images';
import { lockedImages } from '../../lib/spec/images-lock';
import { knownVersions } from '../../lib/stack/releases';
import { temporaryFolder } from '../folder';
import { FakeRegistry, LogIn, manifest, userAndPassword } from './fake-registry';

const root = join(__dirname, '..', '..');
const here = process.cwd();
const environment = { ...process.env };
const old = `sha256:${'0'.repeat(64)}`;
const registry = new FakeRegistry();
let [out, err] = [[] as string[], [] as string[]];
let folder: string;

beforeAll(() => registry.start());
afterAll(() => registry.stop());
beforeEach(() => {
  [out, err] = [[], []];
  registry.logIn = 'anonymous token';
  registry.instead = () => false;
  registry.asked.length = 0;
  folder = temporaryFolder();
  process.chdir(folder);
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'])
    for (const spelling of [name, name.toLowerCase()]) delete process.env[spelling];
  delete process.env.REGISTRY_AUTH_FILE;
  process.env.DOCKER_CONFIG = join(folder, 'docker');
  jest.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line));
  jest.spyOn(console, 'error').mockImplementation((line: string) => void err.push(line));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.chdir(here);
  process.env = { ...environment };
});

function lock(...lines: readonly string[]): void {
  writeFileSync('images.lock', `# locked\n${lines.join('\n')}\n`);
}

function docker(config: object): void {
  mkdirSync('docker', { recursive: true });
  writeFileSync(join('docker', 'config.json'), JSON.stringify(config));
}

const llmdImages = (options: ImagesOptions = {}): Promise<number> => runImages('images.lock', options);
const image = (path: string): string => `${registry.name}/${path}`;
const locked = (path: string): string => `${image(path)}@${manifest(path.split(':')[1]!).digest}`;

test('digests are written, and everything else is kept', async () => {
  lock(image('llm/picker:1'), '# the other', `${image('llm/proxy:2')}@${old}`);
  expect(await llmdImages()).toBe(0);
  expect(readFileSync('images.lock', 'utf8')).toBe(`# locked\n${locked('llm/picker:1')}\n# the other\n`
    + `${locked('llm/proxy:2')}\n`);
  expect(registry.asked.slice(0, 3)).toEqual([
    'GET /v2/llm/picker/manifests/1',
    'GET /token?service=here&scope=repository%3Allm%2Fpicker%3Apull',
    'GET /v2/llm/picker/manifests/1',
  ]);
  expect(err).toEqual([]);
});

test('--check only says what differs', async () => {
  lock(locked('llm/picker:1'), `${image('llm/proxy:2')}@${old}`);
  const before = readFileSync('images.lock', 'utf8');
  expect(await llmdImages({ check: true })).toBe(1);
  expect(out).toEqual([locked('llm/picker:1'), `${locked('llm/proxy:2')}, was ${old}`]);
  expect(readFileSync('images.lock', 'utf8')).toBe(before);
  lock(locked('llm/picker:1'));
  expect(await llmdImages({ check: true })).toBe(0);
});

describe('a log-in is that of Docker', () => {
  const auth = (): object => ({ auths: { [registry.name]: { auth: userAndPassword } } });
  const helper = (name: string, answer: string, code = 0): void => {
    mkdirSync('bin', { recursive: true });
    const path = join('bin', `docker-credential-${name}`);
    writeFileSync(path, `#!/bin/sh\nread server\n[ "$1" = get ] && echo '${answer}'\nexit ${code}\n`);
    chmodSync(path, 0o755);
    process.env.PATH = `${join(folder, 'bin')}:${environment.PATH}`;
  };
  const secret = (Username: string, Secret: string): string => JSON.stringify({ ServerURL: 'x', Username, Secret });

  test.each<[string, LogIn, () => void]>([
    ['no log-in', 'nothing', () => {}],
    ['user and password, sent to the registry', 'basic', () => docker(auth())],
    ['user and password, exchanged for a token', 'token for a user', () => docker(auth())],
    ['user and password, each of its own', 'basic', () => {
      docker({ auths: { [`https://${registry.name}`]: { username: 'user', password: 'pass:word' } } });
    }],
    ['an identity token', 'token for an identity', () => {
      docker({ auths: { [registry.name]: { auth: '', identitytoken: 'identity' } } });
    }],
    ['a helper of the registry', 'basic', () => {
      helper('mine', secret('user', 'pass:word'));
      docker({ credHelpers: { [registry.name]: 'mine' }, credsStore: 'absent' });
    }],
    ['the helper of all registries', 'token for a user', () => {
      helper('all', secret('user', 'pass:word'));
      docker({ credsStore: 'all' });
    }],
    ['a helper with an identity token', 'token for an identity', () => {
      helper('all', secret('<token>', 'identity'));
      docker({ credsStore: 'all' });
    }],
    ['a helper that knows none', 'anonymous token', () => {
      helper('all', 'credentials not found in native keychain', 1);
      docker({ credsStore: 'all' });
    }],
    ['the file of REGISTRY_AUTH_FILE', 'basic', () => {
      writeFileSync('auth.json', JSON.stringify(auth()));
      process.env.REGISTRY_AUTH_FILE = 'auth.json';
    }],
  ])('%s', async (_, logIn, prepare) => {
    registry.logIn = logIn;
    prepare();
    lock(image('llm/picker:1'));
    expect({ code: await llmdImages(), err }).toEqual({ code: 0, err: [] });
    expect(readFileSync('images.lock', 'utf8')).toContain(locked('llm/picker:1'));
  });

  test.each<[string, LogIn, () => void, RegExp]>([
    ['is missing', 'basic', () => {}, /: its registry answers 401 Unauthorized\. Fix: `docker login 127\.0\.0\.1:\d+`/],
    ['is wrong', 'token for a user', () => docker({ auths: { [registry.name]: { auth: 'YTpi' } } }), /answers 401 Un/],
    ['is of an unknown kind', 'unknown', () => {}, /asks for a log-in of an unknown kind: Negotiate$/],
    ['is in a helper that is not there', 'basic', () => docker({ credsStore: 'absent' }), /-absent, .* is not inst/],
    ['is in a helper that fails', 'basic', () => {
      helper('bad', 'locked', 2);
      docker({ credsStore: 'bad' });
    }, /docker-credential-bad failed with exit code 2: locked$/],
    ['is in a file that is no JSON', 'basic', () => {
      mkdirSync('docker');
      writeFileSync(join('docker', 'config.json'), '{"auths": s3cr3t');
    }, /config\.json cannot be read: it is not JSON$/],
  ])('one that %s is said', async (_, logIn, prepare, message) => {
    registry.logIn = logIn;
    prepare();
    lock(image('llm/picker:1'));
    expect(await llmdImages()).toBe(1);
    expect(err).toEqual([expect.stringMatching(message)]);
    expect(err[0]).not.toMatch(/s3cr3t|pass:word/);
    expect(readFileSync('images.lock', 'utf8')).toContain(`\n${image('llm/picker:1')}\n`);
  });
});

describe('what a registry answers is not believed', () => {
  test.each<[string, FakeRegistry['instead'], RegExp]>([
    ['a digest that is none', (_, response) => {
      response.writeHead(200, { 'docker-content-digest': 'sha256:zz$&$\' # evil' }).end(manifest('1').text);
      return true;
    }, /its registry names "sha256:zz\$&\$' # evil", which is no SHA-256 digest$/],
    ['the digest of something else', (_, response) => {
      response.writeHead(200, { 'docker-content-digest': old }).end(manifest('1').text);
      return true;
    }, /its registry names sha256:0{64}, but the manifest that it sends has sha256:\w{64}$/],
    ['a page in place of a manifest', (_, response) => Boolean(response.end('<html></html>')), /is no manifest of an/],
    ['nothing', () => true, /^127\.0\.0\.1:\d+ cannot be reached \(no answer within 0\.2 s\)$/],
    ['a manifest without end', (_, response) => {
      const send = (): void => void (response.write(' '.repeat(2 ** 20)), response.once('drain', send));
      send();
      return true;
    }, /cannot be reached \(the answer is longer than 4 MiB\)$/],
    ['a redirect without end', (request, response) => {
      response.writeHead(302, { location: request.url }).end();
      return true;
    }, /its registry answers 302 Found$/],
    ['404', (_, response) => Boolean(response.writeHead(404).end()), /its registry answers 404 Not Found$/],
  ])('%s', async (_, instead, message) => {
    registry.instead = instead;
    lock(image('llm/picker:1'), 'nothing');
    expect(await llmdImages({ seconds: /within/.test(message.source) ? 0.2 : 60 })).toBe(1);
    expect(err).toEqual([expect.stringMatching(message), 'nothing must have a registry and a tag']);
    expect(readFileSync('images.lock', 'utf8')).toBe(`# locked\n${image('llm/picker:1')}\nnothing\n`);
  });

  test('a digest without a header is that of the bytes', async () => {
    registry.instead = (_, response) => Boolean(response.end(manifest('1').text));
    lock(image('llm/picker:1'));
    expect(await llmdImages()).toBe(0);
    expect(out).toEqual([locked('llm/picker:1')]);
  });

  test('a redirect to another host does not get the token', async () => {
    const other = new FakeRegistry();
    await other.start();
    const authorizations: (string | undefined)[] = [];
    other.instead = (request, response) => {
      authorizations.push(request.headers.authorization);
      return Boolean(response.end(manifest('1').text));
    };
    registry.instead = (request, response) => {
      if (request.headers.authorization === undefined) return false;
      response.writeHead(307, { location: `http://${other.name}/v2/x` }).end();
      return true;
    };
    lock(image('llm/picker:1'));
    expect(await llmdImages()).toBe(0);
    expect(authorizations).toEqual([undefined]);
    other.stop();
  });
});

describe('a mirror', () => {
  const upstream = '127.0.0.1:1/llm/picker:1';

  test('of the command line is asked first', async () => {
    lock(upstream);
    expect(await llmdImages({ mirror: [`127.0.0.1:1=${registry.name}/mirror`] })).toBe(0);
    expect(registry.asked[0]).toBe('GET /v2/mirror/llm/picker/manifests/1');
    expect(readFileSync('images.lock', 'utf8')).toBe(`# locked\n${upstream}@${manifest('1').digest}\n`);
  });

  test('of a deployment in dist/ is asked first', async () => {
    mkdirSync('dist');
    const picker = 'ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0';
    const { manifestsOf, yamlOf } = jest.requireActual<typeof import('../manifests')>('../manifests');
    const { specWith } = jest.requireActual<typeof import('../valid-spec')>('../valid-spec');
    const mirrors = { 'ghcr.io/llm-d': `${registry.name}/llm-d` };
    writeFileSync(join('dist', 'llama.k8s.yaml'), yamlOf(manifestsOf(specWith({ images: { mirrors } }))));
    lock(picker);
    expect(await llmdImages()).toBe(0);
    expect(registry.asked[0]).toBe('GET /v2/llm-d/llm-d-router-endpoint-picker/manifests/v0.10.0');
    expect(out).toEqual([`${picker}@${manifest('v0.10.0').digest}`]);
  });

  test('that does not have an image is said, and its registry is asked', async () => {
    lock(image('llm/picker:1'));
    expect(await llmdImages({ mirror: [`${registry.name}/llm=${registry.name}/missing`] })).toBe(0);
    const [missing, own] = [image('missing/picker:1'), image('llm/picker:1')];
    expect(err).toEqual([`! ${missing}: its registry answers 404 Not Found; asking ${own}`]);
  });

  test('must be a prefix and a mirror', async () => {
    lock(image('llm/picker:1'));
    expect(await llmdImages({ mirror: ['ghcr.io'] })).toBe(2);
    expect(err).toEqual([expect.stringMatching(/^✖ --mirror must be a prefix and a mirror, .* got 'ghcr\.io'$/)]);
  });
});

describe('a proxy', () => {
  let proxy: Server;
  const connected: string[] = [];
  beforeAll(async () => {
    proxy = createServer().on('connect', (request, client) => {
      connected.push(request.url!);
      const target = connect(Number(registry.name.split(':')[1]), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        client.pipe(target).pipe(client);
      });
      for (const [socket, other] of [[client, target], [target, client]] as const)
        socket.on('error', () => {}).on('close', () => other.destroy());
    });
    await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => proxy.close());

  test('of the environment is used, and named if it fails', async () => {
    process.env.HTTPS_PROXY = `http://user:secret@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    lock('registry.example/llm/picker:1');
    // The registry behind it does not speak TLS.
    expect(await llmdImages()).toBe(1);
    expect(connected).toEqual(['registry.example:443']);
    expect(err).toEqual([
      expect.stringMatching(/^registry\.example cannot be reached through http:\/\/127\.0\.0\.1:\d+ \(/),
    ]);
  });
});

/** The images of releases, and those of proxies beside a picker. */
const lockable: readonly { readonly image: string }[] = [
  ...Object.values(knownVersions).flat(),
  ...knownVersions.modelServer.flatMap(version => 'tokenizer' in version ? [version.tokenizer] : []),
  ...gateways.flatMap(({ besidePicker }) => Object.values(besidePicker?.images ?? {}).map(image => ({ image }))),
  ...devices.flatMap(({ images = {} }) => Object.values(images).map(image => ({ image }))),
];

describe('without a lock file', () => {
  test('what to run is said', async () => {
    expect(await llmdImages()).toBe(2);
    expect(err).toEqual(['✖ images.lock does not exist. Fix: run `npx llmd images --create`, which writes one with the '
      + 'images of every release, or name another file']);
    expect(existsSync('images.lock')).toBe(false);
  });

  test('--create writes one in a project of any user, and looks up what it can', async () => {
    const all = lockable;
    const mirror = ['docker.io', 'ghcr.io'].map(prefix => `${prefix}=${registry.name}/${prefix}`);
    expect(await llmdImages({ create: true, mirror })).toBe(0);
    const text = readFileSync('images.lock', 'utf8');
    expect(new Set(lockedImages(text).map(({ image }) => image))).toEqual(new Set(all.map(({ image }) => image)));
    expect(Object.keys(imagesLock('images.lock'))).toHaveLength(new Set(all.map(({ image }) => image)).size);
    expect(text).toMatch(/^# The images of all releases, .*\n# ROUTER_0_3\nghcr\.io\/llm-d\/llm-d-cuda:v0\.3\.0@sha/);
  });

  test('--create keeps one that is there', async () => {
    lock(image('llm/picker:1'));
    expect(await llmdImages({ create: true })).toBe(0);
    expect(readFileSync('images.lock', 'utf8')).toBe(`# locked\n${locked('llm/picker:1')}\n`);
  });
});

test('the lock file of this repository has what --create writes, but for digests and comments', () => {
  const images = lockedImages(readFileSync(join(root, 'images.lock'), 'utf8')).map(({ image }) => image);
  expect(new Set(images)).toEqual(new Set(lockable.map(({ image }) => image)));
});
