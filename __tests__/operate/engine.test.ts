import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
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
  const folder = temporaryFolder();
  const role = (port: number): object => ({ selector: {}, replicas: 1, enginePort: port, servingPort: port });
  const plan = {
    model: 'm',
    gateway: `http://127.0.0.1:${decode}`,
    roles: { prefill: role(prefill), decode: role(decode) },
    metrics: { requests: 'requests' },
  };
  const pods = 'ready_pods = lambda plan, deadline: {"prefill": {"p": "127.0.0.1"}, "decode": {"d": "127.0.0.1"}}';
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
  writeFileSync(join(folder, 'verification.py'), verificationProgram.replace(/\nmain\(\)\s*$/, `\n${pods}\nmain()\n`));
  const env = { ...process.env, LLMD_PLAN: join(folder, 'plan.json') };
  // A verification ends with 1 here: the counters do not move.
  const { stdout } = await promisify(execFile)('python3', [join(folder, 'verification.py'), ...task], { env }).catch(
    (error: unknown) => error as { stdout: string },
  );
  return JSON.parse(/^RESULT (.*)$/m.exec(stdout)![1]!);
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
