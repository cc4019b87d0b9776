import { App, Testing } from 'cdk8s';
import { DisaggregatedInference, InferenceSpec, istio, planInference, Release, SynthError } from '../../lib';
import { checkPlan } from '../../lib/rules/judge';
import { checkShape } from '../../lib/rules/spec/spec-shape';
import { App as ValidatingApp } from '../../lib/synth/app';
import { roleWith, specWith, validSpec } from '../valid-spec';

/** What is read of the objects. */
interface Written {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec: any;
}

const objects = (spec: InferenceSpec): readonly Written[] => {
  const chart = new DisaggregatedInference(new App(), 'llama', spec);
  expect(chart.findings().filter(({ severity }) => severity === 'error')).toEqual([]);
  return Testing.synth(chart) as Written[];
};
const named = (all: readonly Written[], kind: string, name: string): Written =>
  all.find(object => object.kind === kind && object.metadata.name === name)!;
const podOf = (all: readonly Written[], name: string) => named(all, 'Deployment', name).spec.template.spec;
const found = (spec: InferenceSpec): readonly string[] =>
  checkPlan(planInference('llama', spec)).map(({ cause, field, fix, rule }) => `${rule} ${field}: ${cause}. ${fix}`);
const rules = (spec: InferenceSpec): readonly string[] => found(spec).map(text => text.slice(0, 5));

describe('IPv6', () => {
  const args = (spec: InferenceSpec) => ['llama-prefill', 'llama-decode'].map(name =>
    (podOf(objects(spec), name).containers[0].args as string[]).filter(arg => arg.startsWith('--host')));

  test('engines listen on every address of both families where the pods have IPv6, alone or beside IPv4', () => {
    expect(args(specWith({ network: { ipFamilies: ['IPv6'] } }))).toEqual([['--host=::'], ['--host=::']]);
    expect(args(specWith({ network: { ipFamilies: ['IPv4', 'IPv6'] } }))).toEqual([['--host=::'], ['--host=::']]);
  });

  test('nothing is said of the address elsewhere: a kernel without IPv6 could not bind it', () => {
    expect(args(validSpec)).toEqual([[], []]);
    expect(args(specWith({ network: { ipFamilies: ['IPv4'] } }))).toEqual([[], []]);
  });

  test('a host of the user\'s own is refused only where one is derived', () => {
    const own = roleWith('decode', { extraArgs: ['--host', '::'] });
    expect(rules(own)).toEqual([]);
    expect(rules({ ...own, network: { ipFamilies: ['IPv4', 'IPv6'] } })).toEqual(['PD102']);
  });

  test('a picker that reads no metrics at such addresses is said, and one that was not read too', () => {
    const network = { ipFamilies: ['IPv6'] } as const;
    expect(found(specWith({ network, release: Release.LLM_D_0_3, gateway: istio('1.27') })).join())
      .toMatch(/PD630 network.ipFamilies: .*v0\.3\.2 reads no metrics/);
    expect(found(specWith({ network })).join()).toMatch(/PD630 network.ipFamilies: it is not known whether/);
  });

  test('no family and one twice are refused', () => {
    expect(rules(specWith({ network: { ipFamilies: [] } }))).toContain('PD622');
    expect(rules(specWith({ network: { ipFamilies: ['IPv4', 'IPv4'] } }))).toContain('PD622');
  });
});

test('no host name assumes the domain of the cluster', () => {
  const all = objects(specWith({ network: { clusterDomain: 'corp.example' } }));
  expect(named(all, 'DestinationRule', 'llama-epp').spec.host).toBe('llama-epp.team-a.svc.corp.example');
  expect(JSON.stringify(all)).not.toContain('cluster.local');
});

describe('requests and limits of every container', () => {
  const amounts = { requests: { cpu: '200m' }, limits: { cpu: '2', memory: '2Gi' } } as const;
  const spec = specWith({
    containers: {
      endpointPicker: { resources: { limits: { cpu: '4' } }, securityContext: { runAsUser: 1234 } },
      routingProxy: { resources: amounts, securityContext: { seLinuxOptions: { type: 'container_t' } } },
      gateway: { resources: { limits: { cpu: '3' } } },
      verification: { resources: { limits: { cpu: '1' } } },
    },
    operations: { verification: {} },
  });

  test('replace the defaults one by one', () => {
    const all = objects(spec);
    const picker = podOf(all, 'llama-epp').containers[0];
    expect(picker.resources.limits).toEqual({ 'cpu': '4', 'memory': '8Gi', 'ephemeral-storage': '1Gi' });
    expect(picker.securityContext.runAsUser).toBe(1234);
    const proxy = podOf(all, 'llama-decode').initContainers[0];
    expect(proxy.resources).toEqual({
      requests: { 'cpu': '200m', 'memory': '256Mi', 'ephemeral-storage': '1Gi' },
      limits: { 'cpu': '2', 'memory': '2Gi', 'ephemeral-storage': '1Gi' },
    });
    expect(proxy.securityContext.seLinuxOptions).toEqual({ type: 'container_t' });
    expect(named(all, 'ConfigMap', 'llama-inference-gateway').data!.deployment).toMatch(/cpu: ["']3["']/);
    expect(all.find(({ kind }) => kind === 'Job')!.spec.template.spec.containers[0].resources.limits).toEqual({
      cpu: '1', memory: '1Gi',
    });
  });

  test('are all that a quota on limits asks for', () => {
    const pods = objects(spec).filter(({ kind }) => kind === 'Deployment' || kind === 'Job')
      .map(object => object.spec.template.spec);
    expect(pods).toHaveLength(4);
    for (const { containers, initContainers = [] } of pods)
      for (const { resources: { limits } } of [...containers, ...initContainers])
        expect(Object.keys(limits as object)).toEqual(expect.arrayContaining(['cpu', 'memory']));
  });

  test('are refused where a request is above the limit, and where an amount is none', () => {
    expect(found(specWith({ containers: { routingProxy: { resources: { limits: { memory: '128Mi' } } } } }))).toEqual([
      expect.stringMatching(/^PD625 containers\.routingProxy\.resources\.limits\.memory: .* 256Mi .* to 128Mi/),
    ]);
    expect(found(specWith({ containers: { gateway: { resources: { limits: { cpu: '2 cores' } } } } })).join())
      .toMatch(/^PD721 containers\.gateway\.resources\.limits\.cpu/);
  });

  test('root is no user of a container', () => {
    expect(checkShape('llama', specWith({ containers: { endpointPicker: { securityContext: { runAsUser: 0 } } } })))
      .toEqual([expect.objectContaining({ field: 'containers.endpointPicker.securityContext.runAsUser' })]);
  });
});

test('a pod has the fields of its security context that the spec gives', () => {
  const all = objects(roleWith('decode', { pod: { securityContext: { fsGroup: 4000 } } }));
  expect(podOf(all, 'llama-decode').securityContext).toMatchObject({ fsGroup: 4000, runAsNonRoot: true });
  expect(podOf(all, 'llama-prefill').securityContext).not.toMatchObject({ fsGroup: 4000 });
});

test('every pod of a deployment pulls with its secrets, the gateway and the Jobs too', () => {
  const all = objects({
    ...roleWith('decode', { pod: { imagePullSecrets: [{ name: 'own' }, { name: 'mirror' }] } }),
    images: { pullSecrets: ['mirror'] }, operations: { verification: {} },
  });
  expect(podOf(all, 'llama-prefill').imagePullSecrets).toEqual([{ name: 'mirror' }]);
  expect(podOf(all, 'llama-decode').imagePullSecrets).toEqual([{ name: 'mirror' }, { name: 'own' }]);
  expect(podOf(all, 'llama-epp').imagePullSecrets).toEqual([{ name: 'mirror' }]);
  expect(named(all, 'ConfigMap', 'llama-inference-gateway').data!.deployment).toContain('name: mirror');
  expect(all.find(({ kind }) => kind === 'Job')!.spec.template.spec.imagePullSecrets)
    .toEqual([{ name: 'mirror' }, { name: 'own' }]);
});

describe('the nodes with the accelerator', () => {
  const h100 = { accelerator: 'NVIDIA-H100-80GB-HBM3', waive: { PD205: 'a test' } } as const;
  const selector = (change: object) => podOf(objects(specWith({ ...h100, ...change })), 'llama-decode').nodeSelector;

  test.each([
    [undefined, { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3' }],
    ['cloud.google.com/gke-accelerator', { 'cloud.google.com/gke-accelerator': 'nvidia-h100-80gb' }],
    ['karpenter.k8s.aws/instance-gpu-name', { 'karpenter.k8s.aws/instance-gpu-name': 'h100' }],
    ['eks.amazonaws.com/instance-gpu-name', { 'eks.amazonaws.com/instance-gpu-name': 'h100' }],
    ['none', undefined],
  ])('are found by the label %s', (acceleratorLabel, expected) => {
    expect(selector({ ...(acceleratorLabel !== undefined && { acceleratorLabel }) })).toEqual(expected);
  });

  test('are not asked for a label of a cloud and that of GPU feature discovery without a word', () => {
    const spec = {
      ...roleWith('decode', { pod: { nodeSelector: { 'cloud.google.com/gke-accelerator': 'nvidia-h100-80gb' } } }),
      ...h100,
    };
    expect(found(spec)).toEqual([expect.stringMatching(/^PD631 .*acceleratorLabel: 'cloud\.google\.com\/gke-acc/)]);
    expect(found({ ...spec, acceleratorLabel: 'none' })).toEqual([]);
  });

  test('have a GPU that the label knows', () => {
    const acceleratorLabel = 'cloud.google.com/gke-accelerator' as const;
    expect(rules(specWith({ ...h100, accelerator: 'NVIDIA-L40S', acceleratorLabel }))).toContain('PD621');
    expect(rules(specWith({ acceleratorLabel }))).toEqual(['PD621']);
  });

  test('are not judged without a name, which is said of large weights and names no GPU', () => {
    const tensor = { parallelism: { tensor: 8 } };
    const of405B: InferenceSpec = {
      ...validSpec,
      model: { uri: 'hf://meta-llama/Llama-3.1-405B-Instruct', token: { secretName: 'hub', key: 'token' } },
      modelCache: { type: 'persistentVolumeClaim', size: '2Ti' },
      prefill: { ...validSpec.prefill, ...tensor },
      decode: { ...validSpec.decode, ...tensor },
    };
    expect(found(of405B).filter(text => text.startsWith('PD626'))).toHaveLength(1);
    expect(found(of405B).join()).not.toContain('NVIDIA');
    expect(rules({ ...of405B, accelerator: 'NVIDIA-B200' })).not.toContain('PD626');
  });
});

describe('storage', () => {
  const hostPath = { type: 'hostPath', path: '/mnt/models' } as const;

  test('of the node is given to the user of the engines by a command', () => {
    expect(found(specWith({ modelCache: hostPath }))).toEqual([
      expect.stringContaining('`install -d -o 2000 -g 0 -m 0775 /mnt/models` on every node'),
    ]);
    expect(found(specWith({ modelCache: hostPath, security: { user: 'high' } })).join()).toContain('-o 20000');
    expect(found(specWith({ modelCache: hostPath, security: { user: 'openshift' } })).join()).toContain('use a claim');
    expect(rules(specWith({ modelCache: { ...hostPath, filled: true } }))).toEqual([]);
    const fabric = { type: 'rdma-ipc-lock', network: 'infiniband' };
    expect(rules(specWith({ modelCache: hostPath, fabric }))).toEqual([]);
  });

  test('of disks is doubted by the name of its class', () => {
    const claim = { type: 'persistentVolumeClaim', size: '1Ti' } as const;
    expect(rules(specWith({ modelCache: { ...claim, storageClassName: 'gp3' } }))).toEqual(['PD629']);
    expect(rules(specWith({ modelCache: { ...claim, storageClassName: 'efs-sc' } }))).toEqual([]);
  });
});

describe('what leaves the cluster', () => {
  const proxy = { HTTPS_PROXY: 'http://proxy.corp:3128', NO_PROXY: '.svc' };
  const egress = [{ cidr: '10.9.0.7/32', ports: [3128] }] as const;
  const both = (change: object): InferenceSpec => ({
    ...validSpec, prefill: { ...validSpec.prefill, ...change }, decode: { ...validSpec.decode, ...change },
  });

  test('goes through a proxy where the policies let engines reach it', () => {
    const closed = { ...both({ extraEnv: proxy }), operations: { networkPolicies: {} } };
    expect(found(closed)).toEqual(Array(2).fill(expect.stringMatching(/^PD611 .*ports: \[3128\] }` to `operations\./)));
    const open = { ...closed, operations: { networkPolicies: { egress } } };
    expect(rules(open)).toEqual([]);
    expect(named(objects(open), 'NetworkPolicy', 'llama-egress').spec.egress).toEqual([
      { to: [{ ipBlock: { cidr: '10.9.0.7/32' } }], ports: [{ port: 3128, protocol: 'TCP' }] },
    ]);
  });

  test('is an IP block', () => {
    const wrong = { networkPolicies: { egress: [{ cidr: 'proxy.corp/32', ports: [3128] }] } };
    expect(rules(specWith({ operations: wrong }))).toEqual(['PD610']);
  });

  test('does not take in the cluster: NO_PROXY is asked for, with its domain', () => {
    const spec = both({ extraEnv: { https_proxy: 'http://proxy' } });
    const operations = { networkPolicies: false } as const;
    expect(found({ ...spec, operations, network: { clusterDomain: 'corp.example' } }))
      .toEqual(Array(2).fill(expect.stringMatching(/^PD624 .*`NO_PROXY: '.*\.svc,\.corp\.example,/)));
  });
});

describe('KEDA', () => {
  const spec = (autoscaler: object): InferenceSpec => ({
    ...roleWith('decode', { autoscaling: { maxReplicas: 8 } }),
    operations: { autoscaler } as InferenceSpec['operations'],
  });
  const thanos = { type: 'ScaledObject', prometheus: 'https://thanos.monitoring.svc:9091' };

  test('shows Prometheus its credentials in every trigger', () => {
    const authentication = { name: 'thanos', kind: 'ClusterTriggerAuthentication' };
    const scaled = objects(spec({ ...thanos, authentication })).find(({ kind }) => kind === 'ScaledObject')!;
    expect(scaled.spec.triggers).toHaveLength(2);
    for (const trigger of scaled.spec.triggers) {
      expect(trigger).toMatchObject({
        metadata: { authModes: 'bearer' },
        authenticationRef: { name: 'thanos', kind: 'ClusterTriggerAuthentication' },
      });
    }
  });

  test('without credentials is doubted behind https, and only where something is scaled', () => {
    expect(rules(spec(thanos))).toEqual(['PD531', 'PD377']);
    expect(rules(spec({ ...thanos, prometheus: 'http://prometheus:9090' }))).toEqual(['PD377']);
    expect(rules({ ...spec(thanos), decode: validSpec.decode })).not.toContain('PD531');
  });
});

test('hostNetwork is refused with the reason', () => {
  expect(checkShape('llama', roleWith('decode', { pod: { hostNetwork: true } }))).toEqual([
    expect.objectContaining({
      field: 'decode.pod.hostNetwork', cause: expect.stringContaining('fixed ports') as string,
    }),
  ]);
});

describe('two deployments in one namespace', () => {
  const findings = (...charts: readonly (readonly [string, InferenceSpec])[]): readonly string[] => {
    const app = new ValidatingApp({ outdir: 'never-written' });
    for (const [name, spec] of charts) new DisaggregatedInference(app, name, spec);
    try {
      app.synthYaml();
      return [];
    } catch (error) {
      return (error as SynthError).findings.filter(({ rule }) => rule === 'PD627')
        .map(({ cause, deployment }) => `${deployment} ${cause}`);
    }
  };
  const guest = (change: object): InferenceSpec => specWith({ createNamespace: false, ...change });

  test('are refused together where one writes a Pod Security level that refuses the other\'s pods', () => {
    const fabric = { type: 'rdma-ipc-lock', network: 'infiniband' };
    expect(findings(['tcp', validSpec], ['rdma', guest({ fabric })])).toEqual(Array(2).fill(
      'rdma has the capability IPC_LOCK, but namespace team-a, which deployment tcp writes, enforces restricted'));
    expect(findings(['host', guest({ modelCache: { type: 'hostPath', path: '/mnt/models' } })], ['tcp', validSpec]))
      .toEqual(Array(2).fill(expect.stringMatching(/^host has the directory \/mnt\/models .* tcp writes/)));
  });

  test('pass where the one that needs more writes the namespace, and where nobody does', () => {
    const fabric = { type: 'rdma-ipc-lock', network: 'infiniband' };
    expect(findings(['rdma', specWith({ fabric })], ['tcp', guest({})])).toEqual([]);
    expect(findings(['rdma', guest({ fabric })], ['tcp', guest({})])).toEqual([]);
  });
});
