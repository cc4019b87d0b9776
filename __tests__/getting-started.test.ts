import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstRequest } from '../lib/cluster/run/first-request';
import { distDeployment } from '../lib/cluster/dist-deployment';
import { ClusterSnapshot } from '../lib/cluster/doctor/cluster-snapshot';
import { checkApis } from '../lib/cluster/doctor/apis';
import { checkGateway } from '../lib/cluster/doctor/gateway';
import { devices } from '../lib/devices/devices';
import { gatewayApiCrds, inferencePoolCrds } from '../lib/gateways/custom-resources';
import { defaultGatewayVersion, gatewayVersions } from '../lib/gateways/gateway-versions';
import { ClusterReader } from '../lib/kube/cluster-reader';

const root = join(__dirname, '..');
const text = (...path: readonly string[]): string => readFileSync(join(root, ...path), 'utf8');
const page = text('docs', 'getting-started.md');
const deployment = distDeployment(text('dist', 'llm-d-llama31-next.k8s.yaml'));

const { gateway, version } = defaultGatewayVersion;
const commands = [
  gatewayApiCrds.command,
  ...Object.values(inferencePoolCrds).map(({ command }) => command),
  ...gateway.controller!.installation(version),
  ...devices.flatMap(({ installation }) => installation),
];

test.each(commands)('the page has the command %s', (command) => {
  expect(page.split('\n')).toContain(command);
});

test('no address or version on the page is of another than those that the library knows', () => {
  const known = commands.join('\n');
  expect([...page.matchAll(/https:\/\/\S+|--version \S+/g)].map(([each]) => each).filter(each => !known.includes(each)))
    .toEqual([]);
});

test('the versions are those of the CRDs that objects are checked against', () => {
  const ofFile = (name: string) => /bundle-version: (\S+)/.exec(text('crds', `${name}.yaml`))![1];
  expect(gatewayApiCrds.version).toBe(ofFile('gateway.networking.k8s.io'));
  for (const [group, { version }] of Object.entries(inferencePoolCrds)) expect(version).toBe(ofFile(group));
});

const empty = {
  kind: 'ClusterSnapshot', kubernetes: 'v1.34.4', apis: {}, bundles: {}, gatewayClasses: [], gatewayControllers: [],
  unreadable: [],
} as unknown as ClusterSnapshot;

test('the doctor has the same commands as its fixes', () => {
  const fixes = [...checkApis(empty, deployment), ...checkGateway(empty, deployment)].map(({ fix }) => fix).join('\n');
  expect(fixes).toContain(gatewayApiCrds.command);
  expect(fixes).toContain(inferencePoolCrds['inference.networking.k8s.io'].command);
  for (const command of gateway.controller!.installation('1.30')) expect(fixes).toContain(command);
});

test('the doctor names a version of the gateway that reads the group of the pool', () => {
  const older = distDeployment(text('dist', 'llm-d-llama31.k8s.yaml'));
  const reading = gatewayVersions.filter(each => each.inferencePoolGroup === 'inference.networking.x-k8s.io');
  const fixes = checkGateway(empty, older).map(({ fix }) => fix).join('\n');
  for (const command of gateway.controller!.installation(reading.at(-1)!.version)) expect(fixes).toContain(command);
});

describe('the first request', () => {
  const reader = (addresses?: readonly { value: string }[]): ClusterReader => ({
    list: () => Promise.resolve([{ metadata: { name: `${deployment.gateway!.metadata.name}-istio` } }]),
    read: () => Promise.resolve({ ...deployment.gateway!, status: { addresses } }),
  }) as unknown as ClusterReader;

  test.each([
    ['no address', undefined],
    ['the name of its Service', [{ value: 'a-istio.llm-d-llama31-next.svc.cluster.local' }]],
    ['an address of the cluster', [{ value: '10.96.3.4' }]],
  ])('of a gateway with %s goes through a port-forward', async (_, addresses) => {
    const service = `${deployment.gateway!.metadata.name}-istio`;
    const { commands: [forward, curl], ...said } = await firstRequest(reader(addresses), deployment);
    expect(said).toEqual({
      url: `http://${service}.${deployment.namespace}.svc:80`, isExternal: false, model: deployment.model,
    });
    expect(forward).toBe(`kubectl port-forward -n ${deployment.namespace} service/${service} 8080:80`);
    expect(curl).toContain('curl http://localhost:8080/v1/completions ');
    expect(JSON.parse(/-d '(.*)'$/.exec(curl!)![1]!)).toMatchObject({ model: deployment.model });
  });

  test.each([['34.1.2.3', 'http://34.1.2.3:80'], ['llm.example.org', 'http://llm.example.org:80'], [
    '2001:db8::1', 'http://[2001:db8::1]:80',
  ]])('of a gateway with the address %s goes there', async (value, url) => {
    const { commands, ...said } = await firstRequest(reader([{ value }]), deployment);
    expect(said).toMatchObject({ url, isExternal: true });
    expect(commands).toEqual([expect.stringContaining(`curl ${url}/v1/completions `)]);
  });
});
