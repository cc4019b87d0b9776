import { checkPlan, InferenceSpec, planInference } from '../../lib';
import { claimedByClass, devicesOfPod } from '../../lib/devices/devices-of-pod';
import { deviceNamed } from '../../lib/devices/devices';
import { checkDeviceClaims, publishedIn } from '../../lib/cluster/doctor/device-claims';
import { checkLimits } from '../../lib/cluster/doctor/limits';
import { ClusterSnapshot } from '../../lib/cluster/doctor/cluster-snapshot';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { deployedGpus } from '../../lib/cluster/run/deployed-verification';
import type { DeviceClaimSpec } from '../../lib/spec/device-claim';
import { Manifest, manifestsOf, podOf, yamlOf } from '../manifests';
import { schemaErrors } from '../schema/check';
import { specWith } from '../valid-spec';

const roce = { type: 'rdma-node-memlock', network: 'roce' } as const;
const pcieRoot = 'resource.kubernetes.io/pcieRoot';

function claiming(claim: DeviceClaimSpec, change: Partial<InferenceSpec> = {}): InferenceSpec {
  const spec = specWith({ kubernetes: '1.34', claim, ...change, waive: { PD654: 'a test' } });
  return { ...spec, decode: { ...spec.decode, parallelism: { tensor: 4 } } };
}

const templateOf = (manifests: readonly Manifest[], role: string) =>
  manifests.find(({ kind, metadata }) => kind === 'ResourceClaimTemplate' && metadata.name === `llama-${role}`)!;
const engineOf = (manifests: readonly Manifest[], role: 'prefill' | 'decode') =>
  podOf(manifests, role).spec as Manifest;
const errorsOf = (spec: InferenceSpec) => checkPlan(planInference('llama', spec))
  .filter(({ severity }) => severity === 'error').map(({ field, rule }) => `${rule} ${field}`);

describe('accelerators that are claimed', () => {
  const manifests = manifestsOf(claiming({
    accelerators: { selectors: ['device.attributes[\'gpu.nvidia.com\'].brand == \'Nvidia\''] },
  }));

  test('are as many as the engine has ranks, in one claim of the pod, and no resource is asked for beside', () => {
    expect(templateOf(manifests, 'decode').spec).toEqual({ spec: { devices: { requests: [{
      name: 'accelerator',
      exactly: {
        deviceClassName: 'gpu.nvidia.com', count: 4,
        selectors: [{ cel: { expression: 'device.attributes[\'gpu.nvidia.com\'].brand == \'Nvidia\'' } }],
      },
    }] } } });
    const pod = engineOf(manifests, 'decode');
    expect(pod.resourceClaims).toEqual([{ name: 'devices', resourceClaimTemplateName: 'llama-decode' }]);
    const { resources } = pod.containers[0] as Manifest;
    expect(resources.claims).toEqual([{ name: 'devices' }]);
    expect(Object.keys(resources.limits)).not.toContain('nvidia.com/gpu');
  });

  test('are valid for the API server', () => {
    expect(manifests.flatMap(manifest => schemaErrors(manifest))).toEqual([]);
  });

  test('are counted for reports, and their device is found', () => {
    const deployment = distDeployment(yamlOf(manifests));
    expect(deployedGpus(deployment)).toEqual({ prefill: 1, decode: 4 });
    const { spec } = deployment.roles.decode.template;
    expect(devicesOfPod({ ...spec, requests: {} }, deployment.objects).device).toBe(deviceNamed('nvidia'));
  });

  test('MIG slices are of a class of their own, and another device has its own', () => {
    const classOf = (change: Partial<InferenceSpec>) =>
      templateOf(manifestsOf(claiming({ accelerators: {} }, change)), 'prefill')
        .spec.spec.devices.requests[0].exactly.deviceClassName as string;
    const waive = { PD654: 'a test' };
    const slice = specWith({
      kubernetes: '1.34', claim: { accelerators: {} }, waive, accelerator: 'NVIDIA-H100-80GB-HBM3-MIG-7g.80gb',
    });
    expect(templateOf(manifestsOf(slice), 'prefill').spec.spec.devices.requests[0].exactly.deviceClassName)
      .toBe('mig.nvidia.com');
    expect(classOf({ device: 'amd', engine: { ...slice.engine, attentionBackend: 'ROCM_ATTN' } })).toBe('gpu.amd.com');
  });
});

test('a claim for each accelerator has its network card on the same PCIe root', () => {
  const manifests = manifestsOf(claiming(
    { accelerators: {}, nics: { deviceClass: 'mrdma.google.com' }, per: 'accelerator', sameAttribute: pcieRoot },
    { fabric: roce },
  ));
  expect(templateOf(manifests, 'decode').spec.spec.devices).toEqual({
    requests: [
      { name: 'accelerator', exactly: { deviceClassName: 'gpu.nvidia.com', count: 1 } },
      { name: 'nic', exactly: { deviceClassName: 'mrdma.google.com' } },
    ],
    constraints: [{ matchAttribute: pcieRoot }],
  });
  const pod = engineOf(manifests, 'decode');
  expect((pod.resourceClaims as Manifest[]).map(({ name }) => name as unknown))
    .toEqual(['devices-0', 'devices-1', 'devices-2', 'devices-3']);
  const { claims, limits } = (pod.containers[0] as Manifest).resources;
  expect(claims).toHaveLength(4);
  expect(Object.keys(limits)).not.toContain('rdma/roce_gdr');
});

test('network cards may be one of several groups, while the GPUs come from the device plugin', () => {
  const manifests = manifestsOf(claiming({
    nics: {
      deviceClass: 'mrdma.google.com', count: 2,
      firstAvailable: ['gpu0', 'gpu1'].map(name => (
        { selectors: [`device.attributes['dra.net'].ifName.startsWith('${name}')`] })),
    },
  }, { fabric: roce }));
  const [request] = templateOf(manifests, 'prefill').spec.spec.devices.requests as [Manifest];
  expect((request.firstAvailable as Manifest[]).map(({ count, name }) => [name, count] as unknown))
    .toEqual([['nic-group-0', 2], ['nic-group-1', 2]]);
  expect((engineOf(manifests, 'decode').containers[0] as Manifest).resources.limits['nvidia.com/gpu']).toBe('4');
  expect(manifests.flatMap(manifest => schemaErrors(manifest))).toEqual([]);
});

test('a ComputeDomain is made once, and the pods of both roles join it', () => {
  const manifests = manifestsOf(claiming({ computeDomain: true }, {
    accelerator: 'NVIDIA-GB200', waive: { PD653: 'a test', PD654: 'a test' },
  }));
  expect(manifests.filter(({ kind }) => kind === 'ComputeDomain').map(({ spec }) => spec as unknown)).toEqual([
    { numNodes: 0, channel: { allocationMode: 'Single', resourceClaimTemplate: { name: 'llama-compute-domain' } } },
  ]);
  for (const role of ['prefill', 'decode'] as const) {
    expect(engineOf(manifests, role).resourceClaims)
      .toEqual([{ name: 'compute-domain', resourceClaimTemplateName: 'llama-compute-domain' }]);
  }
  expect(manifests.filter(({ kind }) => kind === 'ResourceClaimTemplate')).toEqual([]);
  expect(manifests.flatMap(manifest => schemaErrors(manifest))).toEqual([]);
});

test('the pods of a group claim as the pod that leads it', () => {
  const spec = claiming({ accelerators: {} });
  const manifests = manifestsOf({
    ...spec, decode: { ...spec.decode, parallelism: { tensor: 16, nodes: 2 } },
    waive: { ...spec.waive, PD119: 'a test', PD320: 'a test', PD323: 'a test' },
  });
  const group = manifests.find(({ kind }) => kind === 'LeaderWorkerSet')!.spec.leaderWorkerTemplate;
  for (const { spec } of [group.leaderTemplate, group.workerTemplate]) {
    expect(spec.resourceClaims).toEqual([{ name: 'devices', resourceClaimTemplateName: 'llama-decode' }]);
    expect(spec.containers[0].resources.claims).toEqual([{ name: 'devices' }]);
  }
  expect(templateOf(manifests, 'decode').spec.spec.devices.requests[0].exactly.count).toBe(8);
});

describe('is refused:', () => {
  test.each<[string, DeviceClaimSpec, Partial<InferenceSpec>, string]>([
    ['Kubernetes 1.33', { accelerators: {} }, { kubernetes: '1.33' }, 'PD646 kubernetes'],
    ['a class that is no name', { accelerators: { deviceClass: 'A B' } }, {}, 'PD648 claim.accelerators.deviceClass'],
    [
      'an accelerator without a driver', { accelerators: {} }, { device: 'cpu' },
      'PD648 claim.accelerators.deviceClass',
    ],
    ['an empty expression', { accelerators: { selectors: [' '] } }, {}, 'PD648 claim.accelerators.selectors'],
    [
      'an expression above 10 KiB', { accelerators: { selectors: ['x'.repeat(10_241)] } }, {},
      'PD648 claim.accelerators.selectors',
    ],
    [
      '33 expressions', { accelerators: { selectors: Array<string>(33).fill('true') } }, {},
      'PD648 claim.accelerators.selectors',
    ],
    ['an attribute without a name', { accelerators: {}, sameAttribute: 'a/' }, {}, 'PD648 claim.sameAttribute'],
    [
      'nine groups',
      { nics: { deviceClass: 'n', firstAvailable: Array.from({ length: 9 }, () => ({ selectors: ['true'] })) } },
      { fabric: roce }, 'PD648 claim.nics.firstAvailable',
    ],
    ['nothing', {}, {}, 'PD649 claim'],
    ['cards without a fabric', { nics: { deviceClass: 'n' } }, {}, 'PD650 claim.nics'],
    ['one PCIe root for 4 GPUs', { accelerators: {}, sameAttribute: pcieRoot }, {}, 'PD651 claim.sameAttribute'],
    ['a ComputeDomain of H200', { computeDomain: true }, { accelerator: 'NVIDIA-H200' }, 'PD652 claim.computeDomain'],
    ['a ComputeDomain of AMD', { computeDomain: true }, { device: 'amd' }, 'PD652 claim.computeDomain'],
  ])('%s', (_, claim, change, finding) => {
    expect(errorsOf(claiming(claim, change))).toContain(finding);
  });

  test('in a role by the field of the role', () => {
    const spec = claiming({ accelerators: {} });
    expect(errorsOf({ ...spec, prefill: { ...spec.prefill!, claim: {} } })).toEqual(['PD649 prefill.claim']);
  });
});

describe('the doctor', () => {
  const deployment = distDeployment(yamlOf(manifestsOf(claiming({ accelerators: {} }))));
  const answers = (change: Partial<ClusterSnapshot>) =>
    checkDeviceClaims({ unreadable: [], ...change } as unknown as ClusterSnapshot, deployment)
      .map(({ severity, message }) => `${severity}: ${message}`);
  const { decode, prefill } = deployment.replicas;
  const required = prefill + 4 * decode;

  test('asks for the class, and for as many devices as the driver publishes', () => {
    const deviceClasses = ['gpu.nvidia.com'];
    expect(answers({})[0]).toMatch(/^error: .*no DeviceClass gpu.nvidia.com/);
    expect(answers({ deviceClasses, publishedDevices: { 'gpu.nvidia.com': required } })[0]).toMatch(/^ok: /);
    expect(answers({ deviceClasses, publishedDevices: { 'gpu.nvidia.com': required - 1 } })[0])
      .toMatch(new RegExp(`^error: ${required} required, ${required - 1} published`));
  });

  test('reads classes and slices only where pods claim something', async () => {
    const asked: string[] = [];
    const list = <T>(_: string, kind: string): Promise<readonly T[]> => {
      asked.push(kind);
      const found: unknown = kind === 'DeviceClass'
        ? [{ metadata: { name: 'gpu.nvidia.com' } }]
        : [{ spec: { driver: 'd', devices: [{}, {}] } }, { spec: { driver: 'd', devices: [{}] } }];
      return Promise.resolve(found as readonly T[]);
    };
    expect(await publishedIn(distDeployment(yamlOf(manifestsOf(specWith({})))), list)).toEqual({});
    expect(asked).toEqual([]);
    expect(await publishedIn(deployment, list))
      .toEqual({ deviceClasses: ['gpu.nvidia.com'], publishedDevices: { d: 3 } });
  });

  test('says what it may not read', () => {
    expect(answers({ unreadable: [{ what: 'DeviceClass of the cluster', why: 'Forbidden' }] })[0])
      .toMatch(/^unknown: unknown: Forbidden/);
  });

  test('counts them for a ResourceQuota of the class', () => {
    const quota = (most: number) => checkLimits({
      unreadable: [], limitRanges: [],
      quotas: [{ name: 'q', hard: { 'gpu.nvidia.com.deviceclass.resource.k8s.io/devices': String(most) }, used: {} }],
    } as unknown as ClusterSnapshot, deployment).map(({ severity }) => severity);
    expect(quota(required)).toEqual(['ok']);
    expect(quota(required - 1)).toEqual(['error']);
  });
});

test('claims are counted by class, of a list of groups the first', () => {
  const template = (requests: readonly unknown[]) => (
    { kind: 'ResourceClaimTemplate', metadata: { name: 't' }, spec: { spec: { devices: { requests } } } });
  const pod = { resourceClaims: [{ resourceClaimTemplateName: 't' }, { resourceClaimTemplateName: 't' }] };
  expect(claimedByClass(pod, [template([
    { name: 'accelerator', exactly: { deviceClassName: 'a', count: 2 } },
    { name: 'nic', firstAvailable: [{ deviceClassName: 'n' }, { deviceClassName: 'm', count: 4 }] },
  ])])).toEqual({ a: 4, n: 2 });
});
