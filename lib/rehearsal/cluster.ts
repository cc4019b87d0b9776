import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RehearsedGateway } from '../gateways/gateway';
import { versionsThatRead } from '../gateways/gateways';
import { InferencePoolGroup } from '../gateways/inference-pool-api';
import { clusterDnsImage, clusterDnsObjects } from './cluster-dns';
import { Daemon } from './daemon';
import { Denial } from '../cluster/causes/dropped-packets';
import { denialsIn } from './denials';
import { RehearsedImage, rehearsedImages, RehearsedTime } from './images';
import { Kubectl } from './kubectl';
import { Programs } from './programs';
import { deploymentAvailable } from './rolled-out';
import { waitUntil } from '../kube/poll';

/** What a cluster is started with. */
export interface ClusterOptions {
  readonly programs: Programs;
  /** The images that pods will run. */
  readonly images: readonly string[];
  readonly time: RehearsedTime;
  /** The gateway that is played. */
  readonly gateway: RehearsedGateway;
  /** The only group in which it reads InferencePools. */
  readonly inferencePoolGroup: InferencePoolGroup;
}

/** The address of the machine in the sandbox, `programs/rehearsal/cmd/sandbox`. */
const ADDRESS = '198.19.0.1';

/** Permitted by the network policies of `dist/` beside 443: what a Service's port becomes before a policy sees it. */
const API_PORT = 6443;

/** Where gateways ask for their configuration. */
const DISCOVERY_PORT = 15010;

const FOLDER = '/run/rehearsal';

/** A control plane with nodes, a network, DNS and a gateway controller, all inside the sandbox. */
export class Cluster {
  /** What runs for each image. */
  readonly images: readonly RehearsedImage[];

  readonly kubectl: Kubectl;

  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;

  private constructor(
    private readonly daemons: readonly Daemon[],
    kubectl: Kubectl,
    kubeconfig: string,
    images: readonly RehearsedImage[],
    /** The class of the Gateways that are played. */
    readonly gatewayClassName: string,
  ) {
    this.kubectl = kubectl;
    this.kubeconfig = kubeconfig;
    this.images = images;
  }

  /**
   * Starts everything and waits until it works.
   *
   * @throws Error with the last words of what did not start
   */
  static async start({
    programs,
    images: wanted,
    time,
    gateway,
    inferencePoolGroup,
  }: ClusterOptions): Promise<Cluster> {
    const daemons: Daemon[] = [];
    const start = async (name: string, program: string, args: readonly string[]): Promise<void> => {
      const daemon = new Daemon(name, program, args);
      daemons.push(daemon);
      await daemon.ready;
    };
    const folder = join(FOLDER, 'control-plane');
    await start('control-plane', programs['control-plane'], [
      '--address',
      ADDRESS,
      '--port',
      `${API_PORT}`,
      '--nodes',
      '3',
      '--kubelets=false',
      '--dir',
      folder,
    ]);
    const kubeconfig = join(folder, 'admin.kubeconfig');
    const kubectl = new Kubectl(programs['control-plane'], kubeconfig);
    const { controllerObjects, crds, image, standIn } = gateway.rehearsal;
    await installCrds(kubectl, programs.crds, crds);
    const images = [
      clusterDnsImage(programs),
      gatewayImage(programs, image, standIn),
      ...rehearsedImages(wanted, programs, time, writeFile),
    ];
    const table = writeFile('images.json', JSON.stringify(images));
    await Promise.all([
      start('kubelet', programs.kubelet, [
        '--kubeconfig',
        kubeconfig,
        '--images',
        table,
        '--root',
        FOLDER,
        '--time-scale',
        `${time.timeScale}`,
      ]),
      start('network', programs.network, ['--kubeconfig', kubeconfig]),
      start('gateway', programs.gateway, [
        '--kubeconfig',
        kubeconfig,
        '--listen',
        `${ADDRESS}:${DISCOVERY_PORT}`,
        '--inference-pool-group',
        inferencePoolGroup,
        '--image',
        image,
      ]),
    ]);
    const cluster = new Cluster(daemons, kubectl, kubeconfig, images, gateway.gatewayClassNames[0]);
    const [version] = versionsThatRead(gateway, inferencePoolGroup);
    await kubectl.apply([
      ...clusterDnsObjects(),
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } },
      storageClass,
      ...controllerObjects(version!),
    ]);
    await waitUntil('the DNS of the cluster', 30, () => deploymentAvailable(kubectl, 'kube-system', 'kube-dns'));
    return cluster;
  }

  /** Packets that network policies dropped, since the start. */
  denials(): readonly Denial[] {
    return this.daemons.filter(({ name }) => name === 'network').flatMap(({ said }) => denialsIn(said));
  }

  /** What a daemon of the rehearsal has said. */
  saidBy(name: string): readonly string[] {
    return this.daemons.filter(daemon => daemon.name === name).flatMap(({ said }) => said);
  }

  stop(): void {
    for (const daemon of [...this.daemons].reverse()) daemon.stop();
  }
}

/** What claims without a class get; the control plane binds them itself, to folders that all nodes see. */
const storageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'rehearsal', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  // Of the drivers of shared files the one that stands for what happens here: folders that all nodes see.
  provisioner: 'nfs.csi.k8s.io',
};

function gatewayImage(programs: Programs, image: string, standIn: string): RehearsedImage {
  return {
    image,
    entrypoint: ['/usr/local/bin/envoy'],
    files: { '/usr/local/bin/envoy': programs.envoy },
    // Envoy is linked to the C library.
    folders: { '/lib': '/lib', '/lib64': '/lib64', '/usr/lib': '/usr/lib' },
    user: 1337,
    standIn,
  };
}

/** The set of CRDs of each project, the later of two that hold the same CRD last. */
const crdSets = [
  'gateway-api-inference-extension@v1.0.1',
  'gateway-api-inference-extension@v1.5.0',
  'gateway-api@v1.5.1',
  'prometheus-operator',
  'keda',
];

async function installCrds(kubectl: Kubectl, indexFile: string, ofGateway: readonly string[]): Promise<void> {
  const index = JSON.parse(readFileSync(indexFile, 'utf8')) as readonly {
    readonly set: string;
    readonly name: string;
    readonly file: string;
  }[];
  const chosen = new Map(
    [...crdSets, ...ofGateway].flatMap(wanted =>
      index.filter(({ set }) => set.includes(wanted)).map(({ name, file }) => [name, file]),
    ),
  );
  const files = [...chosen.values()].flatMap(file => ['--filename', file]);
  await kubectl.run(['apply', '--server-side', ...files]);
  await kubectl.run(['wait', '--for=condition=Established', '--timeout=30s', ...files]);
}

function writeFile(name: string, text: string): string {
  const path = join(FOLDER, 'files', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
