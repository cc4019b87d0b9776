import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STAND_IN_NOTICE } from '../../lib/bench/engine';
import { Cluster } from '../../lib/rehearsal/cluster';
import { INFERENCE_PERF_IMAGE } from '../../lib/cluster/run/inference-perf-job';
import { KubernetesObject } from '../../lib/kube/kubernetes-objects';
import { waitUntil } from '../../lib/kube/poll';
import { deploymentAvailable } from '../../lib/rehearsal/rolled-out';
import { llama31 } from '../../deployments/llm-d-llama31';
import { istio } from '../../lib';
import { istioGateway } from '../../lib/gateways/istio/istio';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { programsOfSandbox } from '../../lib/rehearsal/sandbox';
import { deploymentOf, distManifests, Manifest, manifestsOf, only, podOf, yamlOf } from '../manifests';
import { ended, Said, Workplace } from './llmd';
import { small } from './rehearsed';

const name = 'llm-d-llama31';
let cluster: Cluster;
let place: Workplace;
beforeAll(async () => {
  cluster = await Cluster.start({
    programs: programsOfSandbox(),
    images: [...distDeployment(yamlOf(distManifests(name))).images, INFERENCE_PERF_IMAGE],
    time: { timeScale: 15, loadSeconds: 1 },
    gateway: istioGateway,
    inferencePoolGroup: istio('1.27').inferencePoolGroup,
  });
  place = new Workplace(cluster);
});
afterAll(() => cluster?.stop());

const shown = (said: Said): Said => {
  console.log(said.stdout + said.stderr);
  return said;
};
const llmd = async (...args: readonly string[]): Promise<Said> => shown(await place.llmd(...args));
const objects = async (kind: string): Promise<readonly string[]> =>
  (await cluster.kubectl.list(kind, name)).map(({ metadata }) => metadata.name);

describe('the deployment of dist/, as it is', () => {
  beforeAll(() => place.write(name, distManifests(name)));

  test('doctor finds a cluster that it can work in, and a snapshot says the same', async () => {
    const live = await llmd('doctor', name, '--save', 'cluster.json', '-o', 'json');
    expect(live.code).toBe(0);
    const saved = await place.llmd('doctor', name, '--snapshot', 'cluster.json', '-o', 'json');
    expect(saved).toMatchObject({ code: 0, stdout: expect.stringContaining('16 required, 24 free') });
    expect((JSON.parse(live.stdout) as Manifest).diagnoses).toEqual((JSON.parse(saved.stdout) as Manifest).diagnoses);
    expect(readFileSync(join(place.folder, 'cluster.json'), 'utf8')).not.toMatch(/stands in for a secret|c3RhbmRzIGlu/);
  });

  test('deploy applies it, waits for 17 pods and proves that requests are served by both roles', async () => {
    const { code, stdout } = await llmd('deploy', name, '--yes');
    expect(code).toBe(0);
    expect(stdout).toMatch(/applied .*: 24 created, 1 changed/);
    expect(stdout).toMatch(/pods ready after \d+ s: prefill 8\/8 ready; decode 8\/8 ready; picker 1\/1 ready/);
    expect(stdout).toContain('prefill pods computed the prompts: 128 of 128');
    expect(stdout).toContain('the picker uses every pod: 8 of 8 prefill, 8 of 8 decode');
    const service = 'infra-llama31-inference-gateway-istio';
    expect(stdout).toContain(`kubectl port-forward -n ${name} service/${service} 8080:80`);
    expect(stdout).toContain(`URL inside the cluster http://${service}.${name}.svc:80, model meta-llama/Llama-3.1-8B`);
  });

  test('deploy again changes nothing, and its JSON is one document', async () => {
    const { code, stdout } = await place.llmd('deploy', name, '--yes', '--output', 'json');
    const result = JSON.parse(stdout) as Manifest;
    expect(code).toBe(0);
    expect((result.applied as Manifest[]).filter(({ change }) => change !== 'unchanged')).toEqual([]);
    expect(result).toMatchObject({ ok: true, pruned: [], digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
  });

  test('bench completes 200 prompts at a concurrency of 32 and writes a result with the digest, and a report', async () => {
    const { code, stdout } = await llmd('bench', name, '200', '32', '--output-tokens', '100');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`all completed in .* s \\(${STAND_IN_NOTICE}\\)`));
    expect(stdout).toMatch(/^concurrency +output tok\/s +peak tok\/s.*\n32 +[\d,]+ +[\d,]+ +\S+ m?s/m);
    expect(stdout).toMatch(/^not compared with any baseline: a stand-in answered$/m);
    const folder = join(place.folder, 'bench-results');
    const [html, json] = readdirSync(folder).sort();
    const run = JSON.parse(readFileSync(join(folder, json!), 'utf8')) as Manifest;
    const measured = { completed: 200, prompts: 200, concurrency: 32, seed: expect.any(Number) };
    expect(json).toMatch(/-stand-in\.json$/);
    expect(run).toMatchObject({
      notice: STAND_IN_NOTICE,
      engine: { kind: 'stand-in' },
      pods: { prefill: 8, decode: 8 },
      digest: expect.stringMatching(/^sha256:/),
      results: [measured],
    });
    expect(readFileSync(join(folder, html!), 'utf8')).toMatch(
      new RegExp(`<title>stand-in: [^]*${STAND_IN_NOTICE}[^]*${run.digest}`),
    );
  });

  test('bench sweeps concurrencies with inference-perf, and compares no run of stand-ins', async () => {
    const shape = ['24', '--sweep', '4,32', '--output-tokens', '20', '--input-tokens', '50'];
    const { code, stdout } = await llmd('bench', name, ...shape, '--load-generator', 'inference-perf');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^✔ point 2 of 2: 24 prompts at a concurrency of 32: all completed/m);
    expect(stdout.split(STAND_IN_NOTICE).length).toBeGreaterThan(4);
    expect(stdout).toMatch(/^4 +[\d,]+ +\S+ m?s/m);
    expect(stdout).not.toMatch(/change|[+−]\d+%/);
  });

  test('bench refuses the result of stand-ins as a baseline, before it measures', async () => {
    const [json] = readdirSync(join(place.folder, 'bench-results')).filter(file => file.endsWith('.json'));
    const baseline = join('bench-results', json!);
    const { code, stderr } = await llmd('bench', name, '200', '32', '--output-tokens', '100', '--baseline', baseline);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('engine of the baseline stand-in') });
  });

  test.each([
    ['prefill', /-prefill-\S+ INFO .*Application startup complete/],
    ['decode', /-decode-\S+ INFO/],
    ['proxy', /-decode-\S+ .*proxy/],
    ['picker', /-epp-\S+ .*gRPC server/],
    ['gateway', /-istio-\S+ \[/],
  ])('logs of %s', async (source, expected) => {
    expect(await place.llmd('logs', name, source, '--tail', '200')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(expected),
    });
  });

  test('logs are followed while they are written, until Ctrl-C', async () => {
    const child = place.start('logs', name, 'picker', '--follow', '--tail', '1');
    const end = ended(child);
    await new Promise(resolve => child.stdout!.once('data', resolve));
    child.kill('SIGINT');
    expect((await end).code).toBe(130);
  });

  test('top shows the GPUs of each role', async () => {
    expect(await llmd('top', name)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /GiB, stand-in \(no GPU\)[^]*^prefill: 8 GPUs, 0% in use on average\ndecode: 8 GPUs, 0%/m,
      ),
    });
  });

  test('status and explain say that all is well', async () => {
    expect(await llmd('status', name)).toMatchObject({ code: 0, stdout: expect.stringContaining('decode 8/8 ready') });
    const [pod] = (await objects('pods')).filter(pod => pod.includes('-prefill-'));
    expect(await llmd('explain', name, pod!)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`${pod}: ready on node-`),
    });
    expect(await place.llmd('explain', name, 'nobody')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('pod \'nobody\' does not exist'),
    });
  });

  test('on a terminal the steps are a list that is redrawn, and leave what stays', async () => {
    const log = join(place.folder, 'terminal.log');
    expect(await place.onTerminal(log, 'verify', name)).toBe(0);
    const drawn = readFileSync(log, 'utf8');
    expect(drawn).toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]\S* verify that requests/u);
    expect(drawn.split('verified: every request').at(-1)).toContain(
      'the picker uses every pod: 8 of 8 prefill, 8 of 8 decode',
    );
    expect(drawn).not.toContain('… verify');
  });

  test('after kubectl scale, status and deploy name the field and who set it, and deploy takes it when asked', async () => {
    await cluster.kubectl.run(['scale', 'deployment', `${name}-decode`, '--replicas=6', '--namespace', name]);
    const change = `deployment.apps/${name}-decode: .spec.replicas: 6 -> 8`;
    const { stdout } = await llmd('status', name);
    expect(stdout.split('\n').filter(line => line.startsWith('!'))).toEqual([
      expect.stringContaining(`! ${change} in the file; set by kubectl (scale)`),
    ]);
    expect(await llmd('deploy', name, '--yes')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(new RegExp(`✖ ${change}, set by kubectl \\(scale\\).*Nothing was changed\\.`)),
    });
    expect((await llmd('deploy', name, '--yes', '--force-conflicts')).code).toBe(0);
  });

  test('an object that left the file is shown and pruned', async () => {
    await place.write(
      name,
      distManifests(name).filter(
        ({ kind, metadata }) => kind !== 'PodDisruptionBudget' || !metadata.name.endsWith('prefill'),
      ),
    );
    const { code, stdout } = await llmd('deploy', name, '--yes');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /will delete, since dist\/\S+ does not have them any more:\n {2}poddisruptionbudget\.policy\/llm-d-llama31-prefill\n/,
    );
    expect(await objects('poddisruptionbudgets')).toEqual(['llm-d-llama31-decode']);
  });

  test('destroy shows what goes, keeps the model cache, with --with-cache takes that too, and never the namespace of others', async () => {
    const dry = await place.llmd('destroy', name, '--dry-run');
    const plan
      = /deployment\.apps\/llm-d-llama31-decode\n[\s\S]*will keep: persistentvolumeclaim\/llm-d-llama31-model-cache /;
    expect(dry).toMatchObject({ code: 0, stdout: expect.stringMatching(plan) });
    expect(await place.llmd('destroy', name)).toMatchObject({ code: 2, stderr: expect.stringContaining('set --yes') });
    expect(await objects('deployments')).toHaveLength(4);
    expect((await llmd('destroy', name, '--yes')).code).toBe(0);
    const left = () => Promise.all(['pods', 'services', 'persistentvolumeclaims', 'secrets'].map(objects));
    expect(await left()).toEqual([[], [], ['llm-d-llama31-model-cache'], ['llm-d-hf-token']]);
    const namespace = await llmd('destroy', name, '--with-cache', '--with-namespace', '--yes');
    expect(namespace).toMatchObject({ code: 1, stderr: expect.stringContaining('`llmd deploy` did not create it') });
    expect(await left()).toEqual([[], [], ['llm-d-llama31-model-cache'], ['llm-d-hf-token']]);
    expect((await llmd('destroy', name, '--with-cache', '--yes')).code).toBe(0);
    expect(await left()).toEqual([[], [], [], ['llm-d-hf-token']]);
    await cluster.kubectl.run(['delete', 'namespace', name]);
  });

  test('a namespace that deploy created goes with --with-namespace, once nothing of others is in it', async () => {
    await place.write(name, withoutToken(small(name)));
    expect((await llmd('deploy', name, '--yes')).code).toBe(0);
    expect((await llmd('deploy', name, '--yes')).code).toBe(0);
    await cluster.kubectl.apply([
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'of-others', namespace: name } },
    ]);
    const first = await llmd('destroy', name, '--with-cache', '--with-namespace', '--yes');
    expect(first).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('it contains objects of others: configmap/of-others.'),
    });
    await cluster.kubectl.run(['delete', 'configmap', 'of-others', '--namespace', name]);
    expect((await llmd('destroy', name, '--with-cache', '--with-namespace', '--yes')).code).toBe(0);
    await expect(cluster.kubectl.run(['get', 'namespace', name])).rejects.toThrow('not found');
  });
});

/** As for a model that is not gated, so that nothing must be made before a deploy. */
function withoutToken(manifests: readonly Manifest[]): readonly Manifest[] {
  for (const { spec } of manifests.filter(({ kind }) => kind === 'Deployment')) {
    const pod: Manifest = spec.template.spec;
    const secrets: readonly Manifest[] = (pod.volumes ?? []).filter(({ secret }: Manifest) => secret !== undefined);
    const tokens = secrets.map(volume => volume.name as string);
    const isOther = ({ name }: Manifest): boolean => !tokens.includes(name as string);
    pod.volumes = pod.volumes?.filter(isOther);
    for (const container of pod.containers) container.volumeMounts = container.volumeMounts?.filter(isOther);
  }
  return manifests;
}

test('the Jobs that Argo CD runs after a sync succeed, and their results are in their logs', async () => {
  const verification = { requests: 64, benchmark: { prompts: 16, concurrency: 4, inputTokens: 50, outputTokens: 20 } };
  const manifests = manifestsOf({ ...llama31, operations: { verification } }, name).map((manifest) => {
    if (manifest.kind === 'Deployment' && manifest.spec.replicas > 2) manifest.spec.replicas = 2;
    // The plan says how many pods there must be.
    for (const [key, text] of Object.entries<string>(manifest.kind === 'ConfigMap' ? manifest.data : {}))
      manifest.data[key] = text.replaceAll('"replicas": 8', '"replicas": 2');
    return manifest;
  });
  await place.write(name, manifests);
  const isJob = ({ kind }: Manifest): boolean => kind === 'Job';
  await cluster.kubectl.apply(manifests.filter(manifest => !isJob(manifest)));
  // Argo CD starts them when the objects before are healthy.
  for (const { metadata } of manifests.filter(({ kind }) => kind === 'Deployment')) {
    await waitUntil(`${metadata.name}`, 300, () => deploymentAvailable(cluster.kubectl, name, metadata.name as string));
  }
  await cluster.kubectl.apply(manifests.filter(isJob));
  const jobs = manifests.filter(isJob).map(({ metadata }) => metadata.name as string);
  const results = await Promise.all(jobs.map(async (job) => {
    await waitUntil(`the end of ${job}`, 600, async () => {
      const [found] = await cluster.kubectl.list<Manifest & KubernetesObject>(
        'jobs',
        name,
        '--field-selector',
        `metadata.name=${job}`,
      );
      const ended = (condition: Manifest): boolean =>
        ['Complete', 'Failed'].includes(condition.type) && condition.status === 'True';
      return found?.status?.conditions?.some(ended) ?? false;
    });
    return resultOf(await cluster.kubectl.run(['logs', `job/${job}`, '--namespace', name]));
  }));
  expect(results).toEqual([
    expect.objectContaining({ problems: [], answered: 64, requests: 64, notice: STAND_IN_NOTICE }),
    expect.objectContaining({
      problems: [],
      pairs: 4,
      notice: STAND_IN_NOTICE,
      result: expect.objectContaining({ completed: 16 }),
    }),
  ]);
  await takeDown();
});

async function takeDown(): Promise<void> {
  expect((await place.llmd('destroy', name, '--with-cache', '--yes')).code).toBe(0);
  await cluster.kubectl.run(['delete', 'namespace', name]);
}

function resultOf(log: string): unknown {
  return JSON.parse(/^RESULT (.*)$/m.exec(log)![1]!);
}

describe('what goes wrong is named, with its fix', () => {
  const cases: readonly {
    readonly what: string;
    readonly command: 'deploy' | 'verify';
    readonly make: (manifests: Manifest[]) => void;
    readonly says: RegExp;
  }[] = [
    {
      what: 'an engine that is told to be eight, with one GPU',
      command: 'deploy',
      make: manifests => void podOf(manifests, 'decode').spec.containers[0].args.push('--data-parallel-size=8'),
      says: /✖ pod llm-d-llama31-decode-\S+(?: and 1 more)?: .*EngineCore_DP1.*Fix: .*raise the role's `replicas` \(`llmd rules PD101`\)/,
    },
    {
      what: 'more GPUs than a node has',
      command: 'deploy',
      make: (manifests) => {
        const gpus = { 'nvidia.com/gpu': '16' };
        podOf(manifests, 'decode').spec.containers[0].resources = { limits: gpus, requests: gpus };
      },
      says: /✖ largest decode pod: fits on no node: nvidia\.com\/gpu: 16 required, at most 8 on a node\. Fix: /,
    },
    {
      what: 'more memory than a node has',
      command: 'deploy',
      make: manifests =>
        void Object.assign(podOf(manifests, 'prefill').spec.containers[0].resources.requests, { memory: '900Ti' }),
      says: /✖ largest prefill pod: fits on no node: memory: 921600Gi required, at most .* on a node\. Fix: lower `prefill\.memory`/,
    },
    {
      what: 'a pool in the group that the gateway does not read',
      command: 'deploy',
      make: (manifests) => {
        const pool = only(manifests, 'InferencePool');
        const { selector, targetPortNumber, extensionRef } = pool.spec;
        const endpointPickerRef = { name: extensionRef.name, port: { number: 9002 } };
        const spec = {
          selector: { matchLabels: selector },
          targetPorts: [{ number: targetPortNumber }],
          endpointPickerRef,
        };
        Object.assign(pool, { apiVersion: 'inference.networking.k8s.io/v1', spec });
      },
      says: /✖ gateway controller: Istio 1\.27 in istio-system reads InferencePools of \S+, but the pool is of inference\.networking\.k8s\.io\. Fix: /,
    },
    {
      what: 'an image that cannot be pulled',
      command: 'deploy',
      make: manifests =>
        void (podOf(manifests, 'prefill').spec.containers[0].image = 'ghcr.io/llm-d/llm-d-cuda:v9.9.9'),
      says: /✖ pod llm-d-llama31-prefill-\S+(?: and 1 more)?: container vllm: (ErrImagePull|ImagePullBackOff).*Fix: the node cannot pull the image/,
    },
    {
      what: 'a sidecar that does not know its flags',
      command: 'deploy',
      make: manifests => void podOf(manifests, 'decode').spec.initContainers[0].args.push('--kv-connector=nixlv2'),
      says: /✖ pod llm-d-llama31-decode-\S+(?: and 1 more)?: container routing-proxy ended .*not defined: -kv-connector.*Fix: the image does not know/,
    },
    {
      what: 'a namespace that is stricter than the pods',
      command: 'deploy',
      make: manifests => void delete podOf(manifests, 'prefill').spec.securityContext.seccompProfile,
      says: /✖ pods cannot be created: .*violates PodSecurity "restricted.*Fix: the namespace enforces a stricter Pod Security level than the pods satisfy/,
    },
  ];

  test.each(cases)('$what', async ({ command, make, says }) => {
    const manifests = small(name);
    make(manifests);
    await place.write(name, manifests);
    const { code, stderr } = await llmd(command, name, ...command === 'deploy' ? ['--yes'] : [], '--timeout', '30');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(says) });
    await takeAway();
  });

  test(
    'verify: a route that is gone, one to the pool in the other group, a pool with the engine\'s port, and '
    + 'prefill pods that are gone',
    async () => {
      await place.write(name, small(name));
      expect(await llmd('deploy', name, '--yes')).toMatchObject({ code: 0 });
      const applied = small(name);
      const afterChange = async (change: (manifests: Manifest[]) => Promise<unknown>): Promise<Said> => {
        await change(structuredClone(applied));
        const said = await llmd('verify', name, '--requests', '8');
        await cluster.kubectl.apply(applied);
        return said;
      };
      expect(
        await afterChange(() => cluster.kubectl.run(['delete', 'httproute', '--all', '--namespace', name])),
      ).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(
          '✖ HTTPRoute llm-d-llama31-pd-disaggregation of gateway.networking.k8s.io/v1 is not in the cluster: apply it',
        ),
      });
      expect(
        await afterChange((manifests) => {
          only(manifests, 'HTTPRoute').spec.rules[0].backendRefs[0].group = 'inference.networking.k8s.io';
          return cluster.kubectl.apply(manifests);
        }),
      ).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(
          /✖ the HTTPRoute refers to an InferencePool '\S+' of the group 'inference\.\S+'.* set the group of the backendRef/,
        ),
      });
      expect(
        await afterChange((manifests) => {
          only(manifests, 'InferencePool').spec.targetPortNumber = 8200;
          return cluster.kubectl.apply(manifests);
        }),
      ).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(
          'sends requests to port 8200, where the container vllm of decode pods listens, and bypasses routing-proxy',
        ),
      });
      expect(
        await afterChange((manifests) => {
          only(manifests, 'InferencePool').spec.selector['llm-d.ai/model'] = 'another';
          return cluster.kubectl.apply(manifests);
        }),
      ).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(
          /gaie-llama31 selects 0 of 2 prefill pods: .* is missing label 'llm-d\.ai\/model: another'/,
        ),
      });
      // The picker that finds no prefill pods: the sidecar then serves both stages itself.
      expect(
        await afterChange(async (manifests) => {
          deploymentOf(manifests, 'prefill').spec.replicas = 0;
          await cluster.kubectl.apply(manifests);
          await cluster.kubectl.run([
            'wait',
            '--for=delete',
            'pod',
            '--selector',
            'llm-d.ai/role=prefill',
            '--namespace',
            name,
            '--timeout',
            '60s',
          ]);
        }),
      ).toMatchObject({ code: 1, stderr: expect.stringMatching(/prefill 0\/2 ready|pods are not ready yet/) });
      await takeAway();
    },
  );

  test('verify: pods are ready and requests are served by decode pods alone', async () => {
    const manifests = small(name);
    const { data } = only(manifests, 'ConfigMap', 'gaie-llama31-epp');
    data['endpoint-picker.yaml'] = data['endpoint-picker.yaml'].replace(
      /pluginRef: prefill-filter/,
      'pluginRef: decode-filter',
    );
    await place.write(name, manifests);
    const { code, stderr, stdout } = await llmd('deploy', name, '--yes', '--timeout', '60');
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(
      /the scheduling profile 'prefill' keeps decode pods|decode-only: prefill pods served 0 of/,
    );
    await takeAway();
  });

  test('bench: prompts that fail while it runs', async () => {
    await place.write(name, small(name));
    expect(await place.llmd('deploy', name, '--yes')).toMatchObject({ code: 0 });
    const child = place.start('bench', name, '200', '4', '--output-tokens', '200');
    const end = ended(child);
    await new Promise<void>((resolve) => {
      child.stdout!.on(
        'data',
        (text: string | Buffer) => void (text.toString().includes('initial single prompt') && resolve()),
      );
    });
    const picker = ['--selector', 'inferencepool=gaie-llama31-epp', '--namespace', name];
    await cluster.kubectl.run(['delete', 'pod', ...picker, '--grace-period', '0', '--force', '--wait=false']);
    expect(shown(await end)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/✖ \d+ of 200 prompts completed/),
    });
    await takeAway();
  });

  async function takeAway(): Promise<void> {
    await takeDown();
    writeFileSync(join(place.folder, 'dist', `${name}.k8s.yaml`), '');
  }
});
