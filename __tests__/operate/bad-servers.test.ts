import { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { llmdProgram } from '../../lib/cli/program';
import { temporaryFolder } from '../folder';
import { distManifests } from '../manifests';
import { afterDiscovery, BadApiServer, fails, Mood, says } from './bad-api-server';
import { HostedLlmd } from './hosted-llmd';
import { writeKubeconfig } from './kubeconfig';

const root = join(__dirname, '..', '..');
const name = 'llm-d-llama31';
const server = new BadApiServer();
const hosted = new HostedLlmd();
const kubeconfig = join(temporaryFolder(), 'kubeconfig');
beforeAll(async () => {
  writeKubeconfig(kubeconfig, await server.start());
});
afterAll(() => {
  server.stop();
  hosted.stop();
});

const kinds = [...distManifests(name).map(({ kind }) => kind as string), 'Pod', 'Node', 'Event', 'StorageClass',
  'GatewayClass', 'ResourceQuota', 'LimitRange', 'Secret', 'CustomResourceDefinition', 'PersistentVolumeClaim', 'Job'];
const page = '<!doctype html><html><head><title>Log in</title></head><body>Please log in</body></html>';
const headed = { 'content-type': 'application/json' };
let pages = 0;

/** What a server does to every request, what a command must say of it, and its exit code. */
const moods: Readonly<Record<string, readonly [mood: Mood, says: RegExp, status: number]>> = {
  'answers 200 with HTML': [says(page, 200, 'text/html'), /not JSON: Log in Please log in\. .*no answer of a Kub/, 5],
  'answers 200 with JSON that is cut off': [says('{"kind":"PodList","items":[{"meta'), /the answer is not JSON/, 5],
  'answers 200 with nothing': [says(''), /the answer is not JSON/, 5],
  'answers 200 with null': [says('null'), /the answer is null instead of an object/, 5],
  'answers 200 with a list': [says('[]'), /the answer is \[\] instead of an object/, 5],
  'answers 200 with {}': [says('{}'), /the answer (has no list of resources|is an object without a kind)/, 5],
  'answers lists without items': [afterDiscovery(kinds, says('{"kind":"X"}')), /no list of|without metadata\.name/, 5],
  'answers lists of null': [
    afterDiscovery(kinds, says('{"kind":"X","items":[null]}')), /an entry without a name|without metadata\.name/, 5,
  ],
  'answers lists without end': [
    afterDiscovery(kinds, (request, response) => {
      const isNamed = !request.url!.includes('limit=');
      const text = JSON.stringify(isNamed
        ? { kind: 'Status', message: 'not found' }
        : { items: [], metadata: { continue: 'more' } });
      says(text, isNamed ? 404 : 200)(request, response);
    }),
    /the list of \w+ of \S+ has no end/, 5,
  ],
  'answers lists without end, each page another': [
    afterDiscovery(kinds, (request, response) => {
      const isNamed = !request.url!.includes('limit=');
      const text = JSON.stringify(isNamed
        ? { kind: 'Status', message: 'not found' }
        : { items: [], metadata: { continue: `${pages++}` } });
      says(text, isNamed ? 404 : 200)(request, response);
    }),
    /the list of \w+ of \S+ has no end/, 5,
  ],
  'hangs': [() => {}, /no answer from the API server within 0\.1 s; --request-timeout/, 5],
  'hangs after the head': [
    (_, response) => void response.writeHead(200, headed).write('{'),
    /no answer from the API server within 0\.1 s/, 5,
  ],
  'sends a byte now and then': [trickle, /no answer from the API server within 0\.1 s/, 5],
  'is busy for ever': [fails(429, 'too many requests'), /too many requests/, 1],
  'is broken for ever': [fails(500, 'etcdserver: leader changed'), /etcdserver: leader changed/, 1],
  'has only a proxy before it': [says(page, 503, 'text/html'), /HTTP status 503 Service Unavailable: Log in/, 1],
  'redirects': [
    says('', 302, 'text/html', { location: 'https://login.example/' }),
    /HTTP status 302 Found to https:\/\/login\.example\/: redirects are not followed/, 5,
  ],
  'answers 404 with HTML': [says(page, 404, 'text/html'), /HTTP status 404 Not Found: .*no answer of a Kubernetes/, 5],
  'answers 403 with HTML': [says(page, 403, 'text/html'), /HTTP status 403 Forbidden: .*no answer of a Kubernetes/, 5],
  'answers 401': [fails(401, 'Unauthorized'), /You must be logged in to the server \(Unauthorized\).*context 'a'/, 5],
  'drops every connection': [request => void request.socket.destroy(), /the API server cannot be reached/, 5],
};

function trickle(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, headed);
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
}

/** Every command that asks a cluster. */
const commands: readonly (readonly string[])[] = [
  ['status', name], ['doctor', name], ['deploy', name, ...confirmed('deploy')], ['verify', name],
  ['destroy', name, ...confirmed('destroy')], ['destroy', name, ...confirmed('destroy'), '--with-cache'],
  ['logs', name], ['explain', name, 'pod'], ['top', name], ['bench', name],
];

/** What a command needs so that it does not ask. */
function confirmed(command: string): readonly string[] {
  const { options = [] } = llmdProgram().commands.find(other => other.name() === command) ?? {};
  return options.some(({ long }) => long === '--yes') ? ['--yes'] : [];
}

/** A server that answers nothing is given up soon; all others answer at once. */
const timeout = (mood: string): string => (/hangs|byte/.test(mood) ? '100ms' : '60s');

describe.each(Object.keys(moods))('of a server that %s', (what) => {
  const [mood, message, status] = moods[what]!;
  beforeAll(() => (server.mood = mood));

  test.each(commands.map(args => [args.join(' '), args] as const))('llmd %s says so', async (_, args) => {
    const said = await hosted.run({
      args: [...args, '--kubeconfig', kubeconfig, '--request-timeout', timeout(what)], cwd: root, env: {},
    });
    // Objects that are asked for by name are not there, which is all that `llmd status` asks of such a server.
    const isUndeployed = what.includes('without end') && args[0] === 'status';
    expect(said.text).toMatch(isUndeployed ? /✖ nothing is deployed yet in namespace/ : message);
    expect(said.text).not.toMatch(/^\s+at |unexpected \w*Error|✔/m);
    expect(said.status).toBe(isUndeployed ? 1 : status);
  });
});

test('a failure is one JSON document where JSON is asked for', async () => {
  server.mood = says(page, 200, 'text/html');
  const args = ['status', name, '--kubeconfig', kubeconfig, '--output', 'json'];
  const { status, stdout } = await hosted.run({ args, cwd: root, env: {} });
  expect({ status, said: JSON.parse(stdout) as unknown }).toEqual({
    status: 5, said: expect.objectContaining({ ok: false, causes: [expect.stringContaining('not JSON')] }),
  });
});
