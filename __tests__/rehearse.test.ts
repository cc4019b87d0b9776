import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { causesOf } from '../lib/cluster/causes/causes';
import { Evidence } from '../lib/cluster/causes/evidence';
import type { Cluster } from '../lib/rehearsal/cluster';
import { denialsIn } from '../lib/rehearsal/denials';
import { faultsOf, rollingUpdatesOf } from '../lib/rehearsal/faults';
import { Pod } from '../lib/kube/kubernetes-objects';
import { programsFor, rehearsedImages } from '../lib/rehearsal/images';
import { pathsOf, pathTable } from '../lib/rehearsal/paths';
import type { Programs } from '../lib/rehearsal/programs';
import { send } from '../lib/rehearsal/requests';
import { isSandbox, programsOfSandbox, sandboxCommand } from '../lib/rehearsal/sandbox';
import { distDeployment } from '../lib/cluster/dist-deployment';
import { Answer } from '../lib/cluster/causes/request-outcome';
import { distManifests, yamlOf } from './manifests';

const root = join(__dirname, '..');
const deployment = distDeployment(yamlOf(distManifests('llm-d-llama31')));

const answer = (decodedBy: string, prefilledBy?: string, failure?: string): Answer => ({
  status: failure === undefined ? 200 : 500,
  decodedBy,
  ...(prefilledBy !== undefined && { prefilledBy }),
  ...(failure !== undefined && { failure }),
  streamed: false,
  began: 0,
  ended: 1,
});

describe('what a rehearsal lets go wrong', () => {
  test('holds an update of the picker, which is no death of it: a new revision comes and the old one ends', async () => {
    const updates = [
      ...faultsOf(deployment).filter(({ name }) => name.includes('update')),
      ...rollingUpdatesOf(deployment),
    ];
    const said: string[] = [];
    const cluster = {
      kubectl: { run: (words: readonly string[]) => Promise.resolve(void said.push(words.join(' '))) },
    } as unknown as Cluster;
    for (const { cause } of updates) await cause(cluster, deployment);
    expect(said).toEqual(
      ['gaie-llama31-epp', 'llm-d-llama31-prefill', 'llm-d-llama31-decode'].flatMap(name => [
        `rollout restart deployment/${name} --namespace llm-d-llama31`,
        `rollout status deployment/${name} --namespace llm-d-llama31 --timeout 600s`,
      ]),
    );
  });
});

describe('the sandbox', () => {
  afterEach(() => {
    delete process.env.LLMD_REHEARSAL_PROGRAMS;
  });

  test('is known by the file that it makes, not by an environment that anybody can set', () => {
    process.env.LLMD_REHEARSAL_PROGRAMS = '{"sandbox":"/bin/true"}';
    expect(isSandbox()).toBe(false);
    expect(() => programsOfSandbox()).toThrow('this runs in the sandbox of a rehearsal');
  });

  test('is told where the programs are', () => {
    const programs = { sandbox: '/cache/sandbox', vllm: '/cache/vllm' } as Programs;
    expect(sandboxCommand(programs, ['node', 'x'])).toEqual(
      ['/cache/sandbox', ['--description', JSON.stringify(programs), '--', 'node', 'x']],
    );
  });
});

test('only the programs are built that play images of the file', () => {
  expect(programsFor(deployment.images)).toEqual(['endpoint-picker-v0.3.2', 'routing-proxy-v0.4.0']);
  const next = distDeployment(yamlOf(distManifests('llm-d-llama31-next')));
  expect([...programsFor(next.images)].sort())
    .toEqual(['endpoint-picker-v0.4.0', 'llm-d-v0.10', 'routing-proxy-v0.4.0']);
  expect(programsFor(['somebody/elses:1'])).toEqual([]);
});

test('the pickers of a rehearsal end as those of the images: after their preStop, or after their drain window, which pass as fast as grace periods', () => {
  const images = rehearsedImages(
    ['ghcr.io/llm-d/llm-d-inference-scheduler:v0.3.2', 'ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0'],
    { vllm: '/programs/rehearsal/cmd/vllm' } as Programs,
    { timeScale: 15, loadSeconds: 1 },
    name => name,
  );
  const [old, current] = images;
  expect(old).toMatchObject({
    files: { '/usr/local/bin/sleep': '/programs/rehearsal/cmd/vllm' },
    env: { REHEARSAL_TIME_SCALE: '15' },
  });
  expect(current!.entrypoint.join(' ')).toContain('--time-scale 15');
});

describe('what a rehearsal reads of a file of dist/', () => {
  test('is who serves, how many of them, and what they need', () => {
    expect(deployment).toMatchObject({
      namespace: 'llm-d-llama31',
      model: 'meta-llama/Llama-3.1-8B-Instruct',
      replicas: { prefill: 8, decode: 8, picker: 1 },
      secrets: [{ name: 'llm-d-hf-token', keys: ['HF_TOKEN'] }],
      images: expect.arrayContaining([
        'ghcr.io/llm-d/llm-d-cuda:v0.3.0',
        'ghcr.io/llm-d/llm-d-routing-sidecar:v0.3.0',
        'ghcr.io/llm-d/llm-d-inference-scheduler:v0.3.2',
      ]),
    });
  });

  test('takes the least number of an autoscaler for a role whose replicas are left out', () => {
    expect(distDeployment(yamlOf(distManifests('llm-d-llama31-next'))).replicas).toEqual({
      prefill: 8,
      decode: 8,
      picker: 1,
    });
  });

  test('names what is missing', () => {
    const without = (kind: string, named = '') => () => distDeployment(yamlOf(
      distManifests('llm-d-llama31')
        .filter(manifest => manifest.kind !== kind || !manifest.metadata.name.includes(named)),
    ));
    expect(without('HTTPRoute')).toThrow('the file must have one HTTPRoute, it has 0');
    const none = 'no Deployment or LeaderWorkerSet or DisaggregatedSet';
    expect(without('Deployment')).toThrow(`${none} with the label 'llm-d.ai/role: decode'`);
    expect(without('Deployment', '-prefill')).toThrow(
      /no Deployment or LeaderWorkerSet or DisaggregatedSet with the label 'llm-d.ai\/role: prefill'/,
    );
  });
});

test('the table of paths shows pods that served nothing, and answers without a prefill pod', () => {
  const paths = pathsOf([
    answer('d-1', 'p-1'),
    answer('d-1', 'p-1'),
    answer('d-2', 'local'),
    answer('d-2', 'p-1', 'refused'),
  ]);
  expect(paths).toEqual([
    { prefill: 'p-1', decode: 'd-1', requests: 2 },
    { prefill: 'local', decode: 'd-2', requests: 1 },
  ]);
  expect(pathTable(paths, ['p-1', 'p-2'], ['d-1', 'd-2']).split('\n')).toEqual([
    'prefill \\ decode      1      2',
    'p-1                   2      ·',
    'p-2                   ·      ·',
    'local                 ·      1',
  ]);
});

test('an answer whose text the stand-in of vLLM calls wrong is a failure, with status 200 and all its tokens', async () => {
  const reason = 'prefill-1 has KV cache in blocks of 64 tokens, and this engine reads it as blocks of 128';
  let asked = 0;
  const server = createServer((request, response) => {
    request.resume();
    const wrong = asked++ < 2 ? { 'x-rehearsal-wrong': reason } : {};
    response
      .writeHead(200, { 'x-rehearsal-pod': 'd-1', 'x-rehearsal-prefill': 'p-1', ...wrong })
      .end('{"finish_reason":"length"}\ndata: [DONE]');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    const answers = await send({
      host: '127.0.0.1',
      port: (server.address() as AddressInfo).port,
      path: '/v1/completions',
      headers: {},
      model: 'm',
      prompts: 4,
      concurrency: 1,
      maxTokens: 8,
    });
    expect(answers.map(({ status, failure }) => [status, failure])).toEqual([
      [200, expect.stringContaining(reason)],
      [200, expect.stringContaining(reason)],
      [200, undefined],
      [200, undefined],
    ]);
  } finally {
    server.close();
  }
});

test('dropped packets are read among whatever else the network says', () => {
  const denied = { from: 'a/x', to: 'a/y', port: 5600, protocol: 'TCP', policies: ['a/z'] };
  expect(denialsIn(['rules written', JSON.stringify({ denied }), ''])).toEqual([denied]);
});

describe('causes', () => {
  const met = [
    { type: 'Accepted', status: 'True' },
    { type: 'ResolvedRefs', status: 'True' },
    { type: 'Programmed', status: 'True' },
  ];
  const parents = { status: { parents: [{ conditions: met }] } };
  const pod = (
    role: 'prefill' | 'decode',
    status: Pod['status'] = { conditions: [{ type: 'Ready', status: 'True' }] },
  ): Pod => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `llm-d-llama31-${role}-84d4f47cb7-abcde`,
      labels: { ...deployment.roles[role]!.template.metadata.labels, 'pod-template-hash': role },
    },
    spec: deployment.roles[role]!.template.spec,
    status,
  });
  const evidence: Evidence = {
    deployment,
    pods: [pod('prefill'), pod('decode')],
    gateway: { ...deployment.gateway!, status: { conditions: met } },
    route: { ...deployment.route!, ...parents },
    pool: { ...deployment.pool!, ...parents },
    events: [],
    answers: [answer('llm-d-llama31-decode-84d4f47cb7-abcde', 'llm-d-llama31-prefill-84d4f47cb7-abcde')],
    denials: [],
    logs: {},
  };

  test('there are none where nothing is wrong', () => {
    expect(causesOf(evidence)).toEqual([]);
  });

  test('a container that ends is explained by the line of its log that matters', () => {
    const failing = pod('prefill', {
      containerStatuses: [
        {
          name: 'vllm',
          ready: false,
          restartCount: 2,
          state: { waiting: { reason: 'CrashLoopBackOff' } },
          lastState: { terminated: { reason: 'Error', exitCode: 1 } },
        },
      ],
    });
    const logs = {
      'prefill/vllm':
        'INFO loading\nRuntimeError: Engine core initialization failed. See root cause above. Failed core '
        + 'proc(s): {\'EngineCore_DP1\': 1}\nbye',
    };
    expect(causesOf({ ...evidence, pods: [failing, pod('decode')], logs })).toEqual([
      'pod llm-d-llama31-prefill-84d4f47cb7-abcde: container vllm ended with exit code 1 and was restarted: '
      + 'RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): '
      + '{\'EngineCore_DP1\': 1}. '
      + 'Fix: the engine is told to run several data-parallel ranks with the GPUs of one: remove the '
      + 'data-parallel flag and raise the role\'s `replicas` (`llmd rules PD101`)',
    ]);
  });

  test('a pod that is not placed is explained by the scheduler', () => {
    const pending = pod('decode', {
      conditions: [
        { type: 'PodScheduled', status: 'False', message: '0/3 nodes are available: 3 Insufficient nvidia.com/gpu.' },
      ],
    });
    expect(causesOf({ ...evidence, pods: [pod('prefill'), pending] })).toEqual([
      'pod llm-d-llama31-decode-84d4f47cb7-abcde: not scheduled: 0/3 nodes are available: 3 Insufficient '
      + 'nvidia.com/gpu. '
      + 'Fix: no node has enough free GPUs: free some, add nodes, or lower `replicas` or `parallelism` of the '
      + 'role; `llmd doctor` shows the free GPUs',
    ]);
  });

  test('conditions that the gateway does not meet are said in its words', () => {
    const route = {
      ...deployment.route!,
      status: {
        parents: [
          {
            conditions: [
              { type: 'Accepted', status: 'True' },
              { type: 'ResolvedRefs', status: 'False', reason: 'InvalidKind', message: 'no' },
            ],
          },
        ],
      },
    };
    expect(causesOf({ ...evidence, route })).toEqual([
      'HTTPRoute llm-d-llama31-pd-disaggregation: the condition ResolvedRefs is False, InvalidKind: no',
    ]);
  });

  test('a request that one pod served alone is a failure of what this is for', () => {
    expect(
      causesOf({
        ...evidence,
        answers: [...evidence.answers, answer('llm-d-llama31-decode-84d4f47cb7-abcde', 'local')],
      }),
    ).toEqual(['prefill and decode did not happen in 1 of 2 answers: the pod that decoded also computed the prompt']);
  });
});

test.each([
  [['rehearse', 'no-such'], /dist\/no-such\.k8s\.yaml does not exist: run `npx cdk8s synth` first/],
  [
    ['rehearse', 'llm-d-llama31', '--gateway', 'istio@1.26'],
    /--gateway must be one of istio@1\.27, .*, got 'istio@1\.26'/,
  ],
  [['rehearse', 'llm-d-llama31', '--prompts', 'many'], /--prompts must be a whole number of at least 1, got 'many'/],
])('llmd %j is a mistake in the command line', (args, message) => {
  expect(
    spawnSync(process.execPath, [join(root, 'bin', 'llmd.cjs'), ...args], { cwd: root, encoding: 'utf8' }),
  ).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(message) });
});
