import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { verificationKinds } from '../../lib/cluster/owned-objects';
import { temporaryFolder } from '../folder';
import { InferenceSpec } from '../../lib';
import { distManifests, Manifest, manifestsOf, only, yamlOf } from '../manifests';
import { FakeApiServer, ServedKind } from './fake-api-server';
import { HostedLlmd, Said } from './hosted-llmd';

/** The deployment of the tests. */
export const name = 'llm-d-llama31';

/** The deployment without the token of a gated model, so that `llmd deploy` needs nothing before it. */
export function manifestsWithoutToken(): Manifest[] {
  return distManifests(name).map((manifest) => {
    const pod = manifest.kind === 'Deployment' ? manifest.spec.template.spec : {};
    if (pod.volumes) pod.volumes = pod.volumes.filter(({ secret }: Manifest) => secret === undefined);
    return manifest;
  });
}

const served: Record<string, ServedKind[]> = {};
const serve = (apiVersion: string, ...kinds: readonly (string | ServedKind)[]): void => {
  const list = kinds.map(kind =>
    typeof kind === 'string' ? { kind, name: `${kind.toLowerCase().replace(/s$/, '').replace(/y$/, 'ie')}s` } : kind,
  );
  served[apiVersion] = [...served[apiVersion] ?? [], ...list];
};
const kinds = [
  ...verificationKinds,
  ...distManifests(`${name}-next`),
  ...distManifests(name),
  { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject' },
];
for (const kind of new Set(
  kinds.filter(({ kind }) => kind !== 'Namespace').map(({ apiVersion, kind }) => `${apiVersion} ${kind}`),
)) {
  const [apiVersion, called] = kind.split(' ') as [string, string];
  serve(apiVersion, called);
}
serve(
  'v1',
  'Secret',
  'Pod',
  'Endpoints',
  'Event',
  { kind: 'Namespace', name: 'namespaces', namespaced: false },
  { kind: 'Node', name: 'nodes', namespaced: false },
);
serve('apps/v1', 'StatefulSet', 'ReplicaSet');
serve('leaderworkerset.x-k8s.io/v1', 'LeaderWorkerSet');
serve('batch/v1', 'CronJob');
serve('events.k8s.io/v1', 'Event');
serve('coordination.k8s.io/v1', 'Lease');
serve('discovery.k8s.io/v1', 'EndpointSlice');
serve('gateway.networking.k8s.io/v1', { kind: 'GatewayClass', name: 'gatewayclasses', namespaced: false });
serve('gateway.networking.k8s.io/v1alpha2', 'Gateway', 'TCPRoute');
serve('storage.k8s.io/v1', { kind: 'StorageClass', name: 'storageclasses', namespaced: false });
serve('example.org/v1', 'Widget');
serve('metrics.k8s.io/v1beta1', { kind: 'PodMetrics', name: 'pods', verbs: ['get', 'list'] });

/** The objects of a spec, in the place of the deployment of the tests. */
export function manifestsOfSpec(spec: InferenceSpec): Manifest[] {
  return manifestsOf({ ...spec, namespace: name, createNamespace: true }, name);
}

/** Deletes all that a deploy makes, without a question. */
export const destroyAll = ['destroy', name, '--with-cache', '--with-namespace', '--yes'];

/** Gives each test of a file a workplace of its own; one process runs the commands of all. */
export function eachTestIn(manifests: readonly Manifest[], use: (workplace: Workplace) => void): void {
  const host = new HostedLlmd();
  let workplace: Workplace | undefined;
  beforeEach(async () => use(workplace = await Workplace.start(host, manifests)));
  afterEach(() => workplace?.api.stop());
  afterAll(() => host.stop());
}

/** A cluster, and a folder with `dist/` from which `llmd` is run. */
export class Workplace {
  readonly api = new FakeApiServer(served);
  readonly folder = temporaryFolder();

  private constructor(private readonly host: HostedLlmd) {}

  static async start(host: HostedLlmd, manifests: readonly Manifest[]): Promise<Workplace> {
    const place = new Workplace(host);
    mkdirSync(join(place.folder, 'dist'));
    place.write(manifests);
    writeFileSync(join(place.folder, 'kubeconfig'), stringify({
      'apiVersion': 'v1', 'kind': 'Config', 'current-context': 'a',
      // The client refuses HTTP without it.
      'clusters': [{ name: 'a', cluster: { 'server': await place.api.start(), 'insecure-skip-tls-verify': true } }],
      'contexts': [{ name: 'a', context: { cluster: 'a', user: 'a' } }], 'users': [{ name: 'a', user: {} }],
    }));
    return place;
  }

  /** Writes the file of the deployment. */
  write(manifests: readonly Manifest[]): void {
    writeFileSync(join(this.folder, 'dist', `${name}.k8s.yaml`), yamlOf(manifests));
  }

  /** Runs a command without a terminal. */
  llmd(...args: readonly string[]): Promise<Said> {
    return this.run(args);
  }

  /** Runs a command on a terminal on which something is typed. */
  onTerminal(answers: string, ...args: readonly string[]): Promise<Said> {
    return this.run(args, answers);
  }

  private run(args: readonly string[], answers?: string): Promise<Said> {
    return this.host.run({ args, answers, cwd: this.folder, env: { KUBECONFIG: join(this.folder, 'kubeconfig') } });
  }
}

/** An object in the namespace of the deployment. */
export function object(apiVersion: string, kind: string, called: string, metadata: object = {}): Manifest {
  return { apiVersion, kind, metadata: { name: called, namespace: name, ...metadata } };
}

/** The deployment, and what Kubernetes and the gateway's controller make for it and put into every namespace. */
export function deployed(
  { api }: Workplace, manifests: readonly Manifest[], annotations: object = { 'llm-d.ai/made-by-command': 'deploy' },
): void {
  for (const manifest of manifests)
    api.add(
      manifest.kind === 'Namespace' ? { ...manifest, metadata: { ...manifest.metadata, annotations } } : manifest,
    );
  const [service, account] = [
    api.objects.find(({ kind }) => kind === 'Service')!,
    api.objects.find(({ kind }) => kind === 'ServiceAccount')!,
  ];
  const gateway = api.add(object('apps/v1', 'Deployment', 'gateway-istio'), only(api.objects, 'Gateway'));
  api.add(object('v1', 'Pod', 'gateway-istio-1'), api.add(object('apps/v1', 'ReplicaSet', 'gateway-istio'), gateway));
  api.add(object('discovery.k8s.io/v1', 'EndpointSlice', 'a'), service);
  api.add(object('v1', 'Endpoints', service.metadata.name as string));
  api.add(
    object('v1', 'Secret', 'token-of-a-serviceaccount', {
      annotations: { 'kubernetes.io/service-account.uid': account.metadata.uid },
    }),
  );
  for (const [apiVersion, kind, called] of [
    ['v1', 'ServiceAccount', 'default'],
    ['v1', 'ConfigMap', 'kube-root-ca.crt'],
    ['v1', 'ConfigMap', 'istio-ca-root-cert'],
    ['v1', 'Event', 'pulled'],
    ['coordination.k8s.io/v1', 'Lease', 'leader'],
    ['metrics.k8s.io/v1beta1', 'PodMetrics', 'gateway-istio-1'],
  ] as const)
    api.add(object(apiVersion, kind, called));
}

/** What a deployment needs: nodes with GPUs, a storage class and a gateway class. */
export function prepared({ api }: Workplace): void {
  const allocatable = {
    'cpu': '192',
    'memory': '2000Gi',
    'nvidia.com/gpu': '8',
    'pods': '110',
    'ephemeral-storage': '3000Gi',
  };
  const conditions = [{ type: 'Ready', status: 'True' }];
  for (const called of ['a', 'b'])
    api.add({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: called },
      spec: {},
      status: { allocatable, conditions },
    });
  const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' };
  api.add({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'efs', annotations },
    provisioner: 'efs.csi.aws.com',
  });
  api.add({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: 'istio' },
    spec: { controllerName: 'istio.io/gateway-controller' },
    status: { conditions: [{ type: 'Accepted', status: 'True' }] },
  });
}
