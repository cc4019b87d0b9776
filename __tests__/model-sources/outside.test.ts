import { InferenceSpec } from '../../lib';
import { Manifest, manifestsOf, podOf } from '../manifests';
import { validSpec } from '../valid-spec';

const spec: InferenceSpec = {
  ...validSpec,
  modelCache: { type: 'persistentVolumeClaim', size: '100Gi', filledBy: 'Job' },
  network: {
    clusterDomain: 'corp.cluster',
    proxy: { url: 'http://proxy.corp:3128', except: ['.mirror.corp'] },
    caBundle: { configMapName: 'ca', key: 'ca.crt' },
  },
};
const manifests = manifestsOf(spec);
const job = manifests.find(({ kind }) => kind === 'Job')!.spec.template.spec as Manifest;
const containers: readonly Manifest[] = [
  job.containers[0] as Manifest,
  ...(['prefill', 'decode'] as const).map(role => podOf(manifests, role).spec.containers[0]!),
];
const valueOf = ({ env }: Manifest, name: string): string | undefined =>
  (env as Manifest[]).find(variable => variable.name === name)?.value as string | undefined;

test('engines and the Job that downloads are told the proxy, in both cases of its name', () => {
  const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];
  expect(containers.map(container => names.map(name => valueOf(container, name))))
    .toEqual(containers.map(() => names.map(() => 'http://proxy.corp:3128')));
});

test('the proxy is not asked for the cluster, addresses of pods, and what the spec leaves out', () => {
  for (const container of containers)
    expect(valueOf(container, 'NO_PROXY')!.split(',')).toEqual(expect.arrayContaining([
      'localhost', '.svc', '.corp.cluster', '10.0.0.0/8', '.mirror.corp',
    ]));
});

test('they find the CA bundle by the variables of OpenSSL and of requests, in a volume that they mount', () => {
  for (const container of containers) {
    const file = valueOf(container, 'SSL_CERT_FILE')!;
    expect(valueOf(container, 'REQUESTS_CA_BUNDLE')).toBe(file);
    const mount = (container.volumeMounts as Manifest[]).find(({ mountPath }) => file === `${mountPath}/ca.crt`)!;
    expect(mount.readOnly).toBe(true);
    expect([...job.volumes as Manifest[], ...podOf(manifests, 'decode').spec.volumes as Manifest[]])
      .toContainEqual({ name: mount.name, configMap: { name: 'ca' } });
  }
});

test('policies open the port of the proxy, and not that of the source', () => {
  const { spec: { egress } } = manifests.find(({ kind, metadata: { name } }) =>
    kind === 'NetworkPolicy' && name === 'llama-model-download')!;
  expect(egress[0]).toEqual({ ports: [{ port: 3128, protocol: 'TCP' }] });
});
