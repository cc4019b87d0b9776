import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, Server } from 'node:http';
import { createServer as createSecureServer, Server as SecureServer } from 'node:https';
import { AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { lastingProblem } from '../../lib/kube/transport-error';
import { temporaryFolder } from '../folder';
import { afterDiscovery, BadApiServer, fails, says } from './bad-api-server';
import { HostedLlmd, Said } from './hosted-llmd';
import { writeKubeconfig } from './kubeconfig';
import { selfSigned } from './self-signed';

const root = join(__dirname, '..', '..');
const name = 'llm-d-llama31';
const folder = temporaryFolder();
const home = join(folder, 'home');
mkdirSync(home);
const inFolder = (file: string): string => join(folder, file);
const hosted = new HostedLlmd();
const server = new BadApiServer();
const certificate = selfSigned();
const secure: SecureServer = createSecureServer(certificate, (_, response) => response.end());
let [url, secureUrl] = ['', ''];

beforeAll(async () => {
  url = await server.start();
  await new Promise<void>(resolve => secure.listen(0, '127.0.0.1', resolve));
  secureUrl = `https://127.0.0.1:${(secure.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.stop();
  secure.closeAllConnections();
  secure.close();
  hosted.stop();
});
beforeEach(() => {
  server.mood = fails(403, 'forbidden: User "a" cannot list it');
  server.asked = 0;
});

/** Without the proxies and the kubeconfig of whoever runs the tests. */
const clean = { HOME: home, KUBECONFIG: '', HTTPS_PROXY: '', HTTP_PROXY: '', NO_PROXY: '', https_proxy: '',
  http_proxy: '', no_proxy: '' };
const llmd = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Said> =>
  hosted.run({ args, cwd: root, env: { ...clean, ...env } });
const status = (...args: readonly string[]): Promise<Said> => llmd(['status', name, ...args]);

/** A program that says what it is told to, and counts its runs. */
function plugin(file: string, body: string): { readonly exec: object; readonly runs: () => number } {
  const counter = inFolder(`${file}.runs`);
  writeFileSync(inFolder(file), `#!/bin/sh\necho run >> '${counter}'\n${body}\n`);
  chmodSync(inFolder(file), 0o755);
  return {
    exec: { apiVersion: 'client.authentication.k8s.io/v1', command: `./${file}`, interactiveMode: 'Never' },
    runs: () => existsSync(counter) ? readFileSync(counter, 'utf8').split('\n').length - 1 : 0,
  };
}

const credential = (token: string, expires?: string): string => JSON.stringify({
  apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential',
  status: { token, ...expires !== undefined && { expirationTimestamp: expires } },
});

describe('a mistake in the configuration ends a command at once, in one line, with exit code 5', () => {
  const file = (text: string): string => {
    writeFileSync(inFolder('written'), text);
    return inFolder('written');
  };
  const config = (changes: object = {}): string => writeKubeconfig(inFolder('config'), url, changes);
  const failing = plugin('failing', 'exit 3');
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Never' };

  test.each<[string, () => Promise<Said>, RegExp]>([
    [
      'no kubeconfig', () => status(),
      /^✖ no cluster is configured: KUBECONFIG is not set and \S+config does not exist/,
    ],
    [
      'a KUBECONFIG that is not there', () => llmd(['status', name], { KUBECONFIG: '/nowhere' }),
      /^✖ no cluster is configured: KUBECONFIG names \/nowhere, which does not exist/,
    ],
    [
      'a --kubeconfig that is not there', () => status('--kubeconfig', '/nowhere'),
      /^✖ --kubeconfig: stat \/nowhere: no such file or directory$/m,
    ],
    [
      'a --kubeconfig that is a folder', () => status('--kubeconfig', folder),
      /^✖ error loading config file "\S+": EISDIR/,
    ],
    [
      'a kubeconfig that is no YAML',
      () => status('--kubeconfig', file('apiVersion: v1\nusers: [\n  token: s3cr3t\nx: :\n')),
      /^✖ error loading config file "\S+written": yaml: line \d: /,
    ],
    ['an empty kubeconfig', () => status('--kubeconfig', file('')), /^✖ no cluster is configured: \S+ has no cluster/],
    [
      'a wrong context', () => status('--kubeconfig', config(), '--context', 'b'),
      /^✖ context was not found for specified context: b; contexts: 'a'$/m,
    ],
    [
      'a user that is not there',
      () => status('--kubeconfig', file(readFileSync(config(), 'utf8').replace('user: a', 'user: z'))),
      /^✖ context 'a': auth info "z" does not exist$/m,
    ],
    [
      'a certificate that is not there',
      () => status('--kubeconfig', config({ user: { 'client-certificate': '/nope.pem', 'client-key': '/nope.key' } })),
      /^✖ unable to read client-cert \/nope\.pem for a due to open \/nope\.pem: no such file or directory$/m,
    ],
    [
      'an authority that is not there',
      () => status('--kubeconfig', config({ cluster: { 'certificate-authority': '/ca.pem' } })),
      /^✖ unable to read certificate-authority \/ca\.pem for a due to open \/ca\.pem: no such file or directory$/m,
    ],
    [
      'a server that is no URL', () => status('--kubeconfig', writeKubeconfig(inFolder('c'), 'cluster.example:6443')),
      /^✖ cluster 'a': the server 'cluster\.example:6443' is no URL of http or https$/m,
    ],
    [
      'an untrusted certificate', () => status('--kubeconfig', writeKubeconfig(inFolder('c'), secureUrl)),
      /^✖ Unable to connect to the server \S+: tls: failed to verify certificate: x509: .*unknown authority$/m,
    ],
    [
      'https to a server of http',
      () => status('--kubeconfig', writeKubeconfig(inFolder('c'), url.replace('http:', 'https:'))),
      /^✖ Unable to connect to the server \S+: (http: server gave HTTP response to HTTPS client|tls: )/,
    ],
    [
      'a plugin that is not there',
      () => status('--kubeconfig', config({
        user: { exec: { ...exec, command: 'nope', installHint: 'Install it.' } },
      })),
      /^✖ getting credentials: exec: executable nope not found\. Install it\.$/m,
    ],
    [
      'a plugin that fails', () => status('--kubeconfig', config({ user: { exec: failing.exec } })),
      /^✖ getting credentials: exec: executable \S+failing failed with exit code 3$/m,
    ],
    [
      'a plugin that says something else',
      () => status('--kubeconfig', config({ user: { exec: plugin('other', 'echo hello').exec } })),
      /^✖ getting credentials: exec: the output of \S+other is no ExecCredential$/m,
    ],
    [
      'a plugin of another version',
      () => status('--kubeconfig', config({
        user: { exec: { ...plugin('old', `echo '${credential('t')}'`).exec, apiVersion: 'x/v1' } },
      })),
      /^✖ getting credentials: exec: .*configured to use API version x\/v1, plugin returned version \S+v1$/m,
    ],
  ])('%s', async (_, run, message) => {
    const { status, stdout, stderr } = await run();
    expect(stderr).toMatch(message);
    expect({ status, stdout, lines: stderr.trim().split('\n').length }).toEqual({ status: 5, stdout: '', lines: 1 });
    expect(stderr).not.toContain('s3cr3t');
    expect(server.asked).toBe(0);
  });

  test('a plugin that fails is run once', () => {
    expect(failing.runs()).toBe(1);
  });
});

describe('credentials', () => {
  const asked: (string | undefined)[] = [];
  beforeEach(() => {
    asked.length = 0;
    server.mood = (request, response) => {
      asked.push(request.headers.authorization);
      afterDiscovery(['Pod'], fails(403, 'forbidden'))(request, response);
    };
  });

  test('a plugin runs once for all requests, in the folder of its kubeconfig, and knows its version', async () => {
    const isTold = 'case "$KUBERNETES_EXEC_INFO" in *v1*interactive*)';
    const { exec, runs } = plugin('good', `${isTold} echo '${credential('t')}';; esac`);
    const config = writeKubeconfig(inFolder('config'), url, { user: { exec } });
    expect(await llmd(['doctor', name, '--kubeconfig', config])).toMatchObject({ status: 1 });
    expect(asked.length).toBeGreaterThan(5);
    expect(new Set(asked)).toEqual(new Set(['Bearer t']));
    expect(runs()).toBe(1);
  });

  test('a plugin runs again when its credentials have expired', async () => {
    const { exec, runs } = plugin('short', `echo '${credential('t', '2020-01-01T00:00:00Z')}'`);
    await llmd(['doctor', name, '--kubeconfig', writeKubeconfig(inFolder('config'), url, { user: { exec } })]);
    expect(runs()).toBeGreaterThan(1);
  });

  test('a plugin runs again when its credentials are refused, once for a request', async () => {
    server.mood = fails(401, 'Unauthorized');
    const { exec, runs } = plugin('revoked', `echo '${credential('t')}'`);
    const config = writeKubeconfig(inFolder('config'), url, { user: { exec } });
    expect(await status('--kubeconfig', config)).toMatchObject({
      status: 5, stderr: expect.stringMatching(/the credentials of user 'a' for \S+, context 'a'\n$/),
    });
    expect(runs()).toBe(2);
  });

  test('of several files in KUBECONFIG the first decides, and those that are not there are left out', async () => {
    const first = writeKubeconfig(inFolder('first'), url, { user: { token: 'first' } });
    const second = writeKubeconfig(inFolder('second'), 'http://127.0.0.1:1', { user: { token: 'second' } });
    await llmd(['status', name], { KUBECONFIG: `/nowhere:${first}:${second}` });
    expect(asked).toContain('Bearer first');
    expect(asked).not.toContain('Bearer second');
  });
});

describe('a proxy', () => {
  const connected: string[] = [];
  let proxy: Server;
  let proxyUrl = '';
  let isOpen = true;
  beforeAll(async () => {
    proxy = createServer().on('connect', (request, client) => {
      connected.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
      if (!isOpen) return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      const { port } = new URL(request.url!.endsWith(':6443') ? secureUrl : url);
      const upstream = connect(Number(port), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        client.pipe(upstream).pipe(client);
      });
      for (const socket of [client, upstream]) socket.on('error', () => {});
    });
    await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
    proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });
  afterAll(() => proxy.close());
  beforeEach(() => {
    connected.length = 0;
    isOpen = true;
  });
  const cluster = { 'certificate-authority-data': Buffer.from(certificate.cert).toString('base64'),
    'tls-server-name': '127.0.0.1' };
  // Each test has its own: requests of the one before may still be on their way.
  const far = (host: string, more: object = {}): string =>
    writeKubeconfig(inFolder('config'), `https://${host}.cluster.example:6443`, { cluster: { ...cluster, ...more } });
  const connectedTo = (host: string): readonly string[] => connected.filter(line => line.startsWith(`${host}.`));

  test('HTTPS_PROXY is used, with its credentials', async () => {
    const said = await llmd(['status', name, '--kubeconfig', far('one')], {
      HTTPS_PROXY: proxyUrl.replace('//', '//user:p%40ss@'),
    });
    expect(connectedTo('one')[0]).toBe(`one.cluster.example:6443 Basic ${Buffer.from('user:p@ss').toString('base64')}`);
    // Through the proxy, with a certificate that is trusted, to a server that answers nothing.
    expect(said).toMatchObject({ status: 5, stderr: expect.stringContaining('the answer is not JSON') });
  });

  test('proxy-url of the kubeconfig comes first', async () => {
    await llmd(['status', name, '--kubeconfig', far('two', { 'proxy-url': proxyUrl })], {
      HTTPS_PROXY: 'http://127.0.0.1:1',
    });
    expect(connectedTo('two')[0]).toBe('two.cluster.example:6443');
  });

  test('HTTP_PROXY is used for a server of http', async () => {
    const config = writeKubeconfig(inFolder('config'), 'http://three.cluster.example:8001');
    expect(await llmd(['status', name, '--kubeconfig', config], { http_proxy: proxyUrl })).toMatchObject({
      stderr: expect.stringContaining('forbidden'),
    });
    expect(connectedTo('three')[0]).toBe('three.cluster.example:8001');
  });

  test('NO_PROXY and this machine are left out', async () => {
    const config = writeKubeconfig(inFolder('config'), url);
    expect(await llmd(['status', name, '--kubeconfig', config], { HTTP_PROXY: proxyUrl })).toMatchObject({ status: 1 });
    await llmd(['status', name, '--kubeconfig', far('four'), '--request-timeout', '100ms'], {
      HTTPS_PROXY: proxyUrl, NO_PROXY: 'cluster.example',
    });
    expect([...connectedTo('four'), ...connectedTo('127')]).toEqual([]);
  });

  test('one that refuses is named without its credentials, at once', async () => {
    isOpen = false;
    const said = await llmd(['status', name, '--kubeconfig', far('five')], {
      HTTPS_PROXY: proxyUrl.replace('//', '//u:pw@'),
    });
    expect(said).toMatchObject({
      status: 5, stderr: `✖ Unable to connect to the server https://five.cluster.example:6443 through ${proxyUrl}: the `
        + 'proxy refuses the connection with HTTP status 407\n',
    });
    expect(connectedTo('five')).toHaveLength(1);
  });
});

test('a server of http, as that of `kubectl proxy`, is asked', async () => {
  server.mood = says('{"gitVersion":"v1.34.4"}');
  await status('--kubeconfig', writeKubeconfig(inFolder('config'), url));
  expect(server.asked).toBeGreaterThan(0);
});

test.each([
  [{ code: 'ENOTFOUND', hostname: 'nohost' }, 'dial tcp: lookup nohost: no such host'],
  [{ code: 'CERT_HAS_EXPIRED' }, /certificate has expired or is not yet valid$/],
  [{ code: 'ERR_OSSL_PEM_NO_START_LINE', message: 'no start line' }, 'tls: no start line'],
  [{ code: 'HPE_INVALID_CONSTANT', message: 'Parse Error' }, 'malformed HTTP response: Parse Error'],
  [{ code: 'ECONNREFUSED', message: '' }, undefined],
  [{ code: 'ECONNRESET', message: '' }, undefined],
  [{ code: 'EAI_AGAIN', message: '' }, undefined],
])('%j lasts, or may pass', (error, problem) => {
  if (problem === undefined) expect(lastingProblem(error)).toBeUndefined();
  else expect(lastingProblem({ message: '', ...error })).toMatch(problem);
});
