import { distDeployment } from '../../lib/cluster/dist-deployment';
import { ClusterSnapshot } from '../../lib/cluster/doctor/cluster-snapshot';
import { checkLimits } from '../../lib/cluster/doctor/limits';
import { limitRangesOf, podIpFamilies, quotasOf } from '../../lib/cluster/doctor/namespace-limits';
import { checkNetwork } from '../../lib/cluster/doctor/network';
import { wantedSecrets } from '../../lib/cluster/doctor/wanted-secrets';
import { Pod } from '../../lib/kube/kubernetes-objects';
import { distManifests, Manifest, yamlOf } from '../manifests';

const manifests = distManifests('llm-d-llama31');
const deployment = distDeployment(yamlOf(manifests));
const bare: ClusterSnapshot = {
  kind: 'ClusterSnapshot', takenAt: '', of: 'llm-d-llama31', kubernetes: 'v1.34.4', apis: {}, bundles: {},
  gatewayClasses: [], gatewayControllers: [], nodes: [],
  secrets: {}, configMaps: [], storageClasses: [], claims: [], quotas: [],
  limitRanges: [], podIpFamilies: [], permissions: [], unreadable: [],
};
const texts = (change: Partial<ClusterSnapshot>): readonly string[] =>
  checkLimits({ ...bare, ...change }, deployment).map(({ message, severity }) => `${severity}: ${message}`);
const quota = (hard: Record<string, string>) => ({ name: 'team', hard, used: {} });
const range = { name: 'defaults', min: {}, max: {}, default: {}, defaultRequest: {} };

test('a namespace without quotas and ranges is not talked about', () => {
  expect(texts({})).toEqual([]);
});

test('a quota on limits names each container that states none', () => {
  expect(texts({ quotas: [quota({ 'limits.cpu': '1000' })] })).toEqual([
    'error: ResourceQuota team counts limits.cpu, which routing-proxy of llm-d-llama31-decode, epp of gaie-llama31-epp '
    + 'does not state, so its pods are refused',
  ]);
});

test('a default of a LimitRange states it, and counts', () => {
  const limitRanges = [{ ...range, default: { cpu: '2' } }];
  expect(texts({ quotas: [quota({ 'limits.cpu': '1000' })], limitRanges })).toEqual([
    'ok: team, defaults admit the pods',
  ]);
  // 16 engines of 22 CPU, 8 proxies and a picker of 2.
  expect(texts({ quotas: [quota({ 'limits.cpu': '369' })], limitRanges })).toEqual([
    'error: ResourceQuota team allows 369 of limits.cpu (0 used), the pods need 370',
  ]);
});

test.each([
  ['requests.nvidia.com/gpu', '15', '16'],
  ['pods', '16', '17'],
  ['requests.memory', '1Ti', '1603Gi'],
  ['memory', '1Ti', '1603Gi'],
])('a quota on %s of %s is too small', (key, most, needed) => {
  expect(texts({ quotas: [quota({ [key]: most })] })).toEqual([
    `error: ResourceQuota team allows ${most} of ${key} (0 used), the pods need ${needed}`,
  ]);
});

test('bounds of a LimitRange hold for each container', () => {
  expect(texts({ limitRanges: [{ ...range, max: { memory: '64Gi' } }] })).toEqual([
    'error: LimitRange defaults allows at most 64Gi of memory in a container, vllm of llm-d-llama31-prefill has 100Gi',
    'error: LimitRange defaults allows at most 64Gi of memory in a container, vllm of llm-d-llama31-decode has 100Gi',
  ]);
  expect(texts({ limitRanges: [{ ...range, min: { cpu: '250m' } }] })).toEqual([
    'error: LimitRange defaults allows at least 250m of cpu in a container, routing-proxy of llm-d-llama31-decode has '
    + '100m',
  ]);
});

test('quotas that may not be read are unknown', () => {
  expect(texts({ unreadable: [{ what: 'ResourceQuota of llm-d-llama31', why: 'forbidden' }] })).toEqual([
    'unknown: ResourceQuota of llm-d-llama31 is unknown: forbidden',
  ]);
});

test('a snapshot has what the API says of quotas and of containers in ranges', () => {
  const object = { apiVersion: 'v1', metadata: { name: 'a' } };
  const [hard, used] = [{ pods: '4' }, { pods: '1' }];
  expect(quotasOf([{ ...object, kind: 'ResourceQuota', status: { hard, used } }])).toEqual([{ name: 'a', hard, used }]);
  expect(limitRangesOf([{
    ...object, kind: 'LimitRange',
    spec: { limits: [{ type: 'Pod', max: { cpu: '1' } }, { type: 'Container', max: { cpu: '2' } }] },
  }])).toEqual([{ ...range, name: 'a', max: { cpu: '2' } }]);
});

describe('addresses of pods', () => {
  const pod = (podIP: string, hostNetwork?: boolean): Pod => ({
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' },
    spec: { containers: [], ...(hostNetwork && { hostNetwork }) },
    status: { podIP },
  });
  const host = (arg: string) => distDeployment(yamlOf(manifests.map((object): Manifest =>
    object.kind !== 'Deployment' || object.metadata.labels?.['llm-d.ai/role'] === undefined
      ? object
      : JSON.parse(JSON.stringify(object).replaceAll('"--port=', `"${arg}","--port=`)) as Manifest)));
  const severities = (families: ClusterSnapshot['podIpFamilies'], of = deployment) =>
    checkNetwork({ ...bare, podIpFamilies: families }, of).map(({ severity }) => severity);

  test('are those of running pods, but not of pods on the network of their node', () => {
    expect(podIpFamilies([pod('10.0.0.1', true), pod('fd00::1'), pod('')])).toEqual(['IPv6']);
    expect(podIpFamilies([pod('fd00::1'), pod('10.0.0.1')])).toEqual(['IPv4', 'IPv6']);
  });

  test('of IPv6 alone are not those that an engine without `--host` listens on', () => {
    expect(severities(['IPv6'])).toEqual(['error']);
    expect(severities(['IPv4'])).toEqual(['ok']);
    expect(severities([])).toEqual([]);
    expect(checkNetwork({ ...bare, podIpFamilies: ['IPv6'] }, deployment)[0]!.fix).toContain('ipFamilies');
  });

  test('of IPv6 are those that an engine on `::` listens on', () => {
    expect(severities(['IPv6'], { ...deployment, roles: host('--host=::').roles })).toEqual(['ok']);
  });
});

test('Secrets with which images are pulled are looked for', () => {
  const { roles } = deployment;
  const objects = deployment.objects.map(object => object === roles.decode.object
    ? {
        ...object,
        spec: { ...(object as unknown as { spec: object }).spec, template: {
          ...roles.decode.template, spec: { ...roles.decode.template.spec, imagePullSecrets: [{ name: 'mirror' }] },
        } },
      }
    : object);
  expect(wantedSecrets({ ...deployment, objects })).toContainEqual({ name: 'mirror', keys: ['.dockerconfigjson'] });
});
