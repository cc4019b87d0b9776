import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printJson, visible } from '../../lib/cli/console';
import { runSteps } from '../../lib/cli/output';
import { temporaryFolder } from '../folder';
import { distManifests, only } from '../manifests';
import { afterDiscovery, BadApiServer, fails, says } from './bad-api-server';
import { HostedLlmd, Said } from './hosted-llmd';
import { writeKubeconfig } from './kubeconfig';

const root = join(__dirname, '..', '..');
const name = 'llm-d-llama31';
const manifests = distManifests(name);
const decode = only(manifests, 'Deployment', `${name}-decode`);
/** Title of the window, clear the screen, an escape of eight bits, a line of one's own, letters from right to left. */
const hostile = '\x1b]0;PWNED\x07\x1b[2J\x9b31m\r\n✔ verified\u202egnp.exe\u2028\x7f';
const shown = '^[]0;PWNED\\u0007^[[2J\\u009b31m\\r\\n✔ verified\\u202egnp.exe\\u2028\\u007f';
const obeyed = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202e\u2028]|^✔ verified/m;

const pod = {
  metadata: { name: 'pod', namespace: name, labels: decode.spec.template.metadata.labels },
  spec: { ...decode.spec.template.spec, nodeName: `node${hostile}` },
  status: {
    phase: `Pending${hostile}`, conditions: [],
    containerStatuses: [{
      name: 'vllm', ready: false, restartCount: 0, state: { waiting: { reason: 'ErrImagePull', message: hostile } },
    }],
  },
};
const event = {
  metadata: { name: 'event', namespace: name }, reason: `Failed${hostile}`, message: hostile, type: 'Warning',
  involvedObject: { kind: 'Pod', name: 'pod' }, lastTimestamp: new Date().toISOString(),
};
const record = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === `${name}-record`);
const kinds = [...manifests.map(({ kind }) => kind as string), 'Pod', 'Event'];

const server = new BadApiServer();
const hosted = new HostedLlmd();
const kubeconfig = join(temporaryFolder(), 'kubeconfig');
beforeAll(async () => {
  writeKubeconfig(kubeconfig, await server.start());
  server.mood = afterDiscovery(kinds, (request, response) => {
    const path = request.url!.split('?')[0]!;
    if (path.endsWith('/log')) says(`${hostile}\nsecond line\n`, 200, 'text/plain')(request, response);
    else if (path.endsWith('/pods')) says(JSON.stringify({ items: [pod] }))(request, response);
    else if (path.endsWith(`/configmaps/${name}-record`)) says(JSON.stringify(record))(request, response);
    else if (path.endsWith('/events')) says(JSON.stringify({ items: [event] }))(request, response);
    else if (request.url!.includes('limit=')) says('{"items":[]}')(request, response);
    else fails(404, `not found ${hostile}`)(request, response);
  });
});
afterAll(() => {
  server.stop();
  hosted.stop();
});

const llmd = (args: readonly string[], answers?: string): Promise<Said> => hosted.run({
  args: [...args, '--kubeconfig', kubeconfig], cwd: root, env: {}, ...answers !== undefined && { answers },
});

test.each([
  [['status', name]], [['explain', name, 'pod']], [['logs', name, 'decode']], [['logs', name, 'decode', '--follow']],
])('what the cluster says to llmd %j is written out, on a terminal and off it', async (args) => {
  for (const answers of [undefined, '']) {
    const { text } = await llmd(args, answers);
    expect(text).toContain(shown.slice(0, 30));
    expect(text).not.toMatch(obeyed);
  }
});

test('an error of the API server is written out', async () => {
  server.mood = fails(403, `forbidden: ${hostile}`);
  const { stderr } = await llmd(['status', name]);
  expect(stderr).toBe(`✖ forbidden: ${shown}\n`);
});

test('a page in place of an API server is written out', async () => {
  server.mood = says(`<html>${hostile}</html>`, 200, 'text/html');
  const { text } = await llmd(['status', name]);
  expect(text).not.toMatch(obeyed);
});

test('JSON has no character that a terminal obeys, and means the same', () => {
  const log = jest.spyOn(console, 'log').mockImplementation(() => {});
  printJson({ message: hostile });
  const [[text]] = log.mock.calls as [[string]];
  log.mockRestore();
  expect(text).not.toMatch(obeyed);
  expect(JSON.parse(text)).toEqual({ message: hostile });
});

test('steps write out what they show, as lines and as titles', async () => {
  const written: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line: string) => void written.push(line));
  await runSteps([{
    title: hostile,
    run: ({ line, now, title }) => {
      line(hostile);
      now(hostile);
      title(hostile);
      return Promise.resolve();
    },
  }], 'text');
  log.mockRestore();
  expect(written).toEqual([`… ${shown}`, `  ${shown}`, `  ${shown}`, `✔ ${shown}`]);
});

test('tabs, letters of every script and emoji stay', () => {
  const text = 'a\tb äöü 模型 модель مدل 🚀 ✔';
  expect(visible(text)).toBe(text);
});

test('nothing else in lib/cli/ prints', () => {
  const folder = join(root, 'lib', 'cli');
  const printing = readdirSync(folder).filter(file => file.endsWith('.ts')).filter(file =>
    /console\.(log|error|warn|info)|std(out|err)\.write/.test(readFileSync(join(folder, file), 'utf8')),
  );
  // What an app wrote itself, a script for a shell, the sequence that clears a watched screen, and findings, whose
  // values lib/rules/language/message-text.ts has written out.
  expect(printing).toEqual(['app-run.ts', 'completion.ts', 'console.ts', 'init.ts', 'status.ts', 'synth.ts']);
});
