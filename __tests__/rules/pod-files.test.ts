import { App, DisaggregatedInference, formatFinding, InferenceSpec } from '../../lib';
import { manifestsOf } from '../manifests';
import { validSpec } from '../valid-spec';

function found(change: Partial<InferenceSpec>): readonly string[] {
  return new DisaggregatedInference(new App(), 'llama', { ...validSpec, ...change }).findings()
    .filter(({ rule }) => /^PD(124|14[0-4]|701)$/.test(rule)).map(finding => formatFinding(finding).split('. Fix')[0]!);
}

const decode = (change: object): Partial<InferenceSpec> => ({ decode: { ...validSpec.decode, ...change } });
const environment = (extraEnv: Record<string, string>) => found(decode({ extraEnv }));

test('files of a ConfigMap and of a Secret are mounted read-only in the engines of both roles, and in no other', () => {
  const objects = manifestsOf({
    ...validSpec,
    files: [{ path: '/templates', configMapName: 'chat' }, { path: '/certificates', secretName: 'hub-ca' }],
  });
  const pods = objects.filter(({ kind }) => kind === 'Deployment')
    .map(({ metadata: { name }, spec: { template: { spec } } }) => [name, {
      mounts: spec.containers.flatMap(({ name: container, volumeMounts = [] }: any) => volumeMounts
        .filter((mount: any) => mount.name.startsWith('files-'))
        .map((mount: any) => `${container} ${mount.mountPath} ${mount.readOnly}`)),
      volumes: (spec.volumes ?? []).filter(({ name: volume }: any) => volume.startsWith('files-')),
    }]);
  const mounted = {
    mounts: ['vllm /templates true', 'vllm /certificates true'],
    volumes: [{ name: 'files-0', configMap: { name: 'chat' } }, { name: 'files-1', secret: { secretName: 'hub-ca' } }],
  };
  expect(Object.fromEntries(pods)).toEqual({
    'llama-prefill': mounted, 'llama-decode': mounted, 'llama-epp': { mounts: [], volumes: [] },
  });
});

test('of several forms the nearest says which field is wrong; one that is like none is told all of them', () => {
  const wrong = (file: object) => found({ files: [file as never] });
  expect(wrong({ path: '/a', configMapNme: 'chat' })).toContainEqual(
    expect.stringContaining('files[0].configMapNme] PD701: `configMapNme` is not a known field; perhaps `configMapN'));
  expect(wrong({ path: '/a', secretNam: 'chat' })).toContainEqual(expect.stringContaining('perhaps `secretName`'));
  expect(wrong({ path: 7, secretName: 'chat' })).toEqual([
    expect.stringContaining('files[0].path] PD701: must be text'),
  ]);
  expect(wrong({ path: '/a' })).toEqual([
    expect.stringContaining('files[0]] PD701: must be { path, configMapName } or { path, secretName }'),
  ]);
});

test('a file that nothing mounts is refused, whether a flag or a variable names it', () => {
  expect(environment({ SSL_CERT_FILE: '/acme/ca.crt' })).toEqual([
    '[llama/decode.extraEnv.SSL_CERT_FILE] PD140: `SSL_CERT_FILE` names /acme/ca.crt, which no volume of the pod has',
  ]);
  expect(environment({ LD_PRELOAD: '/usr/lib/a.so:/acme/b.so' })).toEqual([
    expect.stringContaining('PD140: `LD_PRELOAD` names /acme/b.so'),
    expect.stringContaining('PD141: `LD_PRELOAD` names /usr/lib/a.so, which only the image can have'),
  ]);
  expect(found(decode({ extraArgs: ['--chat-template=/tmp/tools.jinja'] }))).toEqual([
    expect.stringContaining('/tmp/tools.jinja, a folder that is empty when the pod starts'),
  ]);
  expect(found(decode({ extraArgs: ['--download-dir=/tmp/weights'] }))).toEqual([]);
});

test('a folder is one that nothing else uses', () => {
  const cause = (path: string) => found({ files: [{ path, configMapName: 'a' } as never] })[0]?.split('PD142: ')[1];
  expect(cause('/templates')).toBeUndefined();
  expect(cause('/var/secrets/gcp')).toBeUndefined();
  expect(cause('/model-cache')).toBe('\'/model-cache\' hides /model-cache');
  expect(cause('/var/lib')).toBe('\'/var/lib\' hides /var/lib/vllm');
  expect(cause('/etc')).toBe('\'/etc\' hides /etc');
  expect(cause('templates')).toContain('must be an absolute path');
  expect(cause('/a/../b')).toContain('must be an absolute path');
  expect(found({ files: [{ path: '/a', configMapName: 'a' }, { path: '/a', secretName: 'b' }] }))
    .toEqual(['[llama/files[1].path] PD142: \'/a\' is the folder of an earlier entry as well']);
});

test.each([
  ['ens5', true], ['=eth1', true], ['net1,net2', true], ['eth', false], ['eth0', false],
  ['=eth0', false], ['lo', false],
  ['^docker,lo', false], ['ens5,eth0', false],
])('the interface %s is warned of: %s', (value, warned) => {
  expect(environment({ NCCL_SOCKET_IFNAME: value }).length > 0).toBe(warned);
});

test('a variable that slows the exchange between GPUs is warned of where an engine has several', () => {
  const slow = (tensor: number) =>
    found(decode({ extraEnv: { NCCL_P2P_DISABLE: '1' }, parallelism: { tensor } })).map(text => text.split('] ')[1]);
  expect(slow(4)).toEqual(['PD144: \'1\' slows the exchange between the 4 GPUs of an engine']);
  expect(slow(1)).toEqual([]);
});
