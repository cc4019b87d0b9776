import { execFile } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { verificationProgram } from '../../lib/verification/verification-program';
import { temporaryFolder } from '../folder';

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach(server => server.close()));

/** An engine that answers completions and has counters; what it says at `/version` is given, absent for 404. */
async function engine(version?: string): Promise<number> {
  const answers: Readonly<Record<string, string | undefined>> = {
    '/version': version, '/metrics': 'requests{model="m"} 1\n', '/v1/completions': '{"choices": [{"text": "a"}]}',
  };
  const server = createServer(({ url }, response) => {
    const text = answers[url!];
    response.writeHead(text === undefined ? 404 : 200).end(text);
  });
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** What the program in a Job finds of one pod of each role; the API server, which lists pods, is left out. */
async function resultOf(task: readonly string[], prefill: number, decode: number): Promise<unknown> {
  return JSON.parse(/^RESULT (.*)$/m.exec((await saidOf(task, prefill, decode)).stdout)![1]!);
}

interface Said {
  readonly stdout: string;
  readonly stderr: string;
}

/** @param vllm a program in Python to be `vllm` */
async function saidOf(task: readonly string[], prefill: number, decode: number, vllm = ''): Promise<Said> {
  const folder = temporaryFolder();
  const role = (port: number): object => ({ selector: {}, replicas: 1, enginePort: port, servingPort: port });
  const plan = {
    model: 'm',
    tokenizer: 'm',
    gateway: `http://127.0.0.1:${decode}`,
    roles: { prefill: role(prefill), decode: role(decode) },
    metrics: { requests: 'requests' },
  };
  const pods = 'ready_pods = lambda plan, deadline: {"prefill": {"p": "127.0.0.1"}, "decode": {"d": "127.0.0.1"}}';
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
  writeFileSync(join(folder, 'verification.py'), verificationProgram.replace(/\nmain\(\)\s*$/, `\n${pods}\nmain()\n`));
  writeFileSync(join(folder, 'vllm'), `#!/usr/bin/env python3\n${vllm}`);
  chmodSync(join(folder, 'vllm'), 0o755);
  const PATH = `${folder}:${process.env.PATH}`;
  const env = { ...process.env, LLMD_PLAN: join(folder, 'plan.json'), PATH };
  // A verification ends with 1 here: the counters do not move.
  return promisify(execFile)('python3', [join(folder, 'verification.py'), ...task], { env }).catch(
    (error: unknown) => error as Said,
  );
}

const standIn = '{"version": "0.11.0", "stand_in": true}';
const vllm = '{"version": "0.11.0"}';
const notice = 'stand-in: these figures say nothing about a GPU';

describe.each([['warm-up', '5'], ['verify', '1', '0']])('the result of %s', (...task) => {
  test.each([
    ['of stand-ins', standIn, standIn, { engine: { kind: 'stand-in', versions: ['0.11.0'] }, notice }],
    ['of one stand-in beside vLLM', vllm, standIn, { engine: { kind: 'stand-in', versions: ['0.11.0'] }, notice }],
    [
      'of stand-ins that tell no version',
      '{"stand_in": true}',
      '{"stand_in": true}',
      { engine: { kind: 'stand-in', versions: [] }, notice },
    ],
    [
      'of one stand-in beside an engine that tells no version',
      standIn,
      undefined,
      { engine: { kind: 'stand-in', versions: ['0.11.0'] }, notice },
    ],
  ])('%s is marked as one by what the engines say', async (_, prefill, decode, marks) => {
    expect(await resultOf(task, await engine(prefill), await engine(decode))).toMatchObject(marks);
  });

  test.each<[of: string, decode: string | undefined, engine: object]>([
    ['vLLM', '{"version": "0.27.1"}', { kind: 'vllm', versions: ['0.11.0', '0.27.1'] }],
    ['an engine without a version', undefined, { kind: 'unknown', versions: ['0.11.0'] }],
    ['an engine whose answer has no version', '{}', { kind: 'unknown', versions: ['0.11.0'] }],
    ['an engine that answers with something else', '["a"]', { kind: 'unknown', versions: ['0.11.0'] }],
  ])('of %s has no such mark', async (_, decode, expected) => {
    const result = await resultOf(task, await engine(vllm), await engine(decode));
    expect(result).toMatchObject({ engine: expected });
    expect(result).not.toHaveProperty('notice');
  });
});

describe('the progress of a benchmark', () => {
  const task = ['bench', '200', '8', '10', '10', '5', '2500', '50'];

  /** Draws the bar of another total, then that of the prompts, as tqdm does, and writes the result. */
  const vllm = (end: number): string => `
import json, os, sys
sys.stderr.write("tokenizer.json: 100%|####| 9/9 [00:00<00:00]\\n")
for done in range(0, 201):
    sys.stderr.write("\\r%3d%%|#####     | %d/200 [00:01<00:20,  9.31it/s]" % (done / 2, done))
    sys.stderr.flush()
print("\\nSuccessful requests: 200")
folder = [word for word in sys.argv if word.startswith("--result-dir=")][0].split("=", 1)[1]
json.dump({"completed": 200, "list": [1]}, open(os.path.join(folder, "result.json"), "w"))
sys.exit(${end})
`;

  test('is in lines of its own, and what else the load generator says is kept', async () => {
    const { stdout, stderr } = await saidOf(task, await engine(), await engine(), vllm(0));
    const told = stdout.split('\n').filter(line => line.startsWith('done: '));
    expect(told[0]).toBe('done: 4 of 200 prompts');
    expect(told.length).toBeLessThan(50);
    expect(stderr).toMatch(/^tokenizer\.json: 100%.*$/m);
    expect(stderr).toMatch(/^Successful requests: 200$/m);
    expect(stderr).not.toContain('/200 [');
    expect(JSON.parse(/^RESULT (.*)$/m.exec(stdout)![1]!)).toMatchObject({ result: { completed: 200 }, problems: [] });
  });

  test('does not hide that the load generator failed', async () => {
    const { stdout } = await saidOf(task, await engine(), await engine(), vllm(3));
    expect(stdout).toContain('FAILED: vllm bench serve ended with exit code 3');
  });
});

test('each rank with a port of its own is an engine, and takes requests by the port beside it', async () => {
  const plan = { roles: { decode: { enginePort: 8200, servingPort: 8000, ranks: 2 }, prefill: { enginePort: 8000 } } };
  const pods = { decode: { d: '10.0.0.1' }, prefill: { p: '10.0.0.2' } };
  const asked = `
plan, pods = json.loads(sys.argv[1]), json.loads(sys.argv[2])
print(json.dumps([engines(plan, pods, "decode"), served_by(plan, pods, "decode"), engines(plan, pods, "prefill")]))
`;
  const program = verificationProgram.replace(/\nmain\(\)\s*$/, asked);
  const { stdout } = await promisify(execFile)('python3', ['-c', program, JSON.stringify(plan), JSON.stringify(pods)]);
  expect(JSON.parse(stdout)).toEqual([
    { 'd:8200': ['10.0.0.1', 8200], 'd:8201': ['10.0.0.1', 8201] },
    ['10.0.0.1:8000', '10.0.0.1:8001'],
    { p: ['10.0.0.2', 8000] },
  ]);
});

test('a rank that served nothing is named by its port', async () => {
  const result = {
    requests: 64, answered: 64, failures: [], served: { decode: 64 }, pods: { decode: ['d:8200', 'd:8201'] },
    idle: { decode: ['d:8201'] }, kvBytes: null, kvFailures: 0,
  };
  const asked = '\nprint(json.dumps(problems_of({**json.loads(sys.argv[1]), "kvBytes": None})))\n';
  const program = verificationProgram.replace(/\nmain\(\)\s*$/, asked);
  const { stdout } = await promisify(execFile)('python3', ['-c', program, JSON.stringify(result)]);
  expect(JSON.parse(stdout)).toEqual(['1 of 2 decode ranks served nothing: d:8201']);
});
