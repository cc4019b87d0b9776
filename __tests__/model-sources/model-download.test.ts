import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSpec } from '../../lib';
import { lookAtDownload } from '../../lib/cluster/run/model-download';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { phaseOf } from '../../lib/cluster/run/pod-phase';
import { hub } from '../../lib/model-sources/hub';
import { Manifest, manifestsOf, podOf, yamlOf } from '../manifests';
import { validSpec } from '../valid-spec';

const token = { secretName: 'hub', key: 'token' };
const byJob: InferenceSpec = {
  ...validSpec,
  model: { ...validSpec.model, token },
  modelCache: { type: 'persistentVolumeClaim', size: '100Gi', filledBy: 'Job' },
};
const manifests = manifestsOf(byJob);
const jobOf = (all: readonly Manifest[]): Manifest => all.find(({ kind }) => kind === 'Job')!;
const container = (job: Manifest): Manifest => job.spec.template.spec.containers[0] as Manifest;

describe('a model cache that a Job fills', () => {
  const job = jobOf(manifests);

  test('gives the token and the way out to the Job alone', () => {
    const isToken = ({ name }: Manifest) => name === 'huggingface-token';
    expect((job.spec.template.spec.volumes as Manifest[]).filter(isToken)).toHaveLength(1);
    for (const role of ['prefill', 'decode'] as const)
      expect((podOf(manifests, role).spec.volumes as Manifest[]).filter(isToken)).toEqual([]);
    const { spec } = manifests.find(({ kind, metadata: { name } }) =>
      kind === 'NetworkPolicy' && name === 'llama-model-download')!;
    expect(spec.podSelector).toEqual({ matchLabels: job.metadata.labels && {
      'app.kubernetes.io/component': 'model-download', 'app.kubernetes.io/part-of': 'llama',
    } });
    expect(job.spec.template.metadata.labels).toMatchObject(spec.podSelector.matchLabels as object);
    expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
    expect(spec.egress).toContainEqual({ ports: [{ port: 443, protocol: 'TCP' }] });
  });

  test('keeps the engines waiting before anything else of their pods starts, and offline afterwards', () => {
    const { spec } = podOf(manifests, 'decode');
    expect(spec.initContainers!.map(({ name }: Manifest) => name)).toEqual(['wait-for-model', 'routing-proxy']);
    const [wait] = spec.initContainers! as [Manifest];
    const [cache, marker] = (container(job).command as string[]).slice(3);
    expect(wait.command.slice(3)).toEqual([`${cache}/${marker}`, 'llama-model-download']);
    expect(spec.containers[0]!.env).toContainEqual({ name: 'HF_HUB_OFFLINE', value: '1' });
    expect(container(job).env).not.toContainEqual(expect.objectContaining({ name: 'HF_HUB_OFFLINE' }));
  });

  test('makes rollouts wait as long as the Job may take', () => {
    const deadline = (all: readonly Manifest[]): number =>
      all.find(({ kind, metadata: { name } }) => kind === 'Deployment' && name === 'llama-decode')!
        .spec.progressDeadlineSeconds as number;
    expect(job.spec.activeDeadlineSeconds).toBe(7200);
    expect(deadline(manifests) - deadline(manifestsOf(validSpec))).toBe(7200);
  });

  test('has a Job of another name for another revision, since the template of a Job cannot be changed', () => {
    const other = jobOf(manifestsOf({ ...byJob, model: { ...byJob.model, revision: 'v2' } }));
    expect(other.metadata.name).not.toBe(job.metadata.name);
    expect(container(other).command.at(-1)).toBe('v2');
    expect(container(other).command[4]).not.toBe(container(job).command[4]);
  });

  test('is one for two deployments that share a claim: they look for one marker', () => {
    const shared = { type: 'existingClaim', claimName: 'models', filledBy: 'Job' } as const;
    const markers = ['a', 'b'].map(name =>
      container(jobOf(manifestsOf({ ...byJob, modelCache: shared }, name))).command[4] as string);
    expect(markers[0]).toBe(markers[1]);
  });

  test('asks doctor for the Secret of the Job', () => {
    const { secrets } = distDeployment(yamlOf(manifests));
    expect(secrets).toContainEqual({ name: 'hub', keys: ['token'] });
  });

  test.each([
    [undefined, 'not found', undefined],
    [{ active: 1 }, '1 pods download', undefined],
    [{ conditions: [{ type: 'Complete', status: 'True' }] }, 'the model is in the cache', undefined],
    [{ conditions: [{ type: 'Failed', status: 'True', message: 'deadline' }] }, 'failed: deadline', 'kubectl logs'],
  ])('with the status %j says "%s"', async (status, text, cause) => {
    const read = () => Promise.resolve(status && { ...job, status });
    const state = await lookAtDownload({ read: read as never }, distDeployment(yamlOf(manifests)));
    expect(state!.text).toContain(text);
    expect(state!.cause?.includes(cause ?? '')).toBe(cause === undefined ? undefined : true);
  });

  test('shows a pod that waits for it as downloading', () => {
    const status = { initContainerStatuses: [{ name: 'wait-for-model', state: { running: {} }, restartCount: 0 }] };
    expect(phaseOf({ metadata: { name: 'p' }, spec: { nodeName: 'n', containers: [] }, status } as never))
      .toBe('downloading');
  });
});

describe('the program of the Hub', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hub-'));
    mkdirSync(join(folder, 'cache'));
    writeFileSync(join(folder, 'huggingface_hub.py'), client);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = (size: number, program = hub.download!): { readonly said: string; readonly status: number | null } => {
    const args = ['-c', program, join(folder, 'cache'), '.llm-d/done', 'acme/chat', ''];
    const { status, stderr, stdout } = spawnSync('python3', args, {
      encoding: 'utf8', env: { ...process.env, PYTHONPATH: folder, SIZE: String(size), ASKED: join(folder, 'asked') },
    });
    return { said: stdout + stderr, status };
  };
  const marker = (): string => join(folder, 'cache/.llm-d/done');

  test('downloads what vLLM loads, writes the marker last, and then does nothing more', () => {
    expect(run(1)).toMatchObject({ status: 0, said: expect.stringContaining('3 of 3 files to download') });
    expect(JSON.parse(readFileSync(join(folder, 'asked'), 'utf8'))).toEqual({
      repository: 'acme/chat', revision: null, names: ['config.json', 'model.safetensors', 'tokenizer.json'],
    });
    expect(readFileSync(marker(), 'utf8')).toBe('0123abc\n');
    rmSync(join(folder, 'asked'));
    expect(run(1)).toMatchObject({ status: 0, said: 'acme/chat is in the cache, at 0123abc\n' });
    expect(existsSync(join(folder, 'asked'))).toBe(false);
  });

  test('refuses a volume that has too little space before it downloads anything', () => {
    expect(run(2 ** 60)).toMatchObject({ status: 1, said: expect.stringMatching(/error: acme\/chat needs .* larger/) });
    expect([existsSync(marker()), existsSync(join(folder, 'asked'))]).toEqual([false, false]);
  });

  test('fills an empty cache in a rehearsal, whose client of the Hub has empty repositories', () => {
    const standIn = join(__dirname, '../../lib/rehearsal/huggingface_hub.py');
    writeFileSync(join(folder, 'huggingface_hub.py'), readFileSync(standIn));
    expect(run(1)).toMatchObject({ status: 0, said: expect.stringContaining('0 of 0 files') });
    expect(existsSync(marker())).toBe(true);
  });

  test('has nothing in it that Kubernetes would replace', () => {
    expect(hub.download).not.toMatch(/\$\(/);
  });
});

test('the file that engines wait for ends their waiting', () => {
  const folder = mkdtempSync(join(tmpdir(), 'marker-'));
  const [, , program] = (podOf(manifests, 'decode').spec.initContainers as [Manifest])[0].command as string[];
  const waits = (timeout: number): boolean =>
    spawnSync('python3', ['-c', program!, join(folder, 'm'), 'job'], { timeout }).signal === 'SIGTERM';
  expect(waits(1000)).toBe(true);
  writeFileSync(join(folder, 'm'), '');
  expect(waits(60_000)).toBe(false);
  rmSync(folder, { recursive: true });
});

/** A stand-in of huggingface_hub: three files that are wanted among six. */
const client = `
import json, os
from types import SimpleNamespace as N
NAMES = ["README.md", "config.json", "model.safetensors", "original/model.pth", "pytorch_model.bin", "tokenizer.json"]
class HfApi:
    def model_info(self, repository, revision, files_metadata):
        return N(sha="0123abc", siblings=[N(rfilename=name, size=int(os.environ["SIZE"])) for name in NAMES])
def try_to_load_from_cache(repository, name, cache_dir, revision):
    return None
def snapshot_download(repository, revision, cache_dir, allow_patterns):
    with open(os.environ["ASKED"], "w") as file:
        json.dump({"repository": repository, "revision": revision, "names": allow_patterns}, file)
`;
