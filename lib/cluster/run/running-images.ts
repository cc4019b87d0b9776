import { ByRole, SeenGateway } from '../../bench/conditions';
import { ClusterReader } from '../../kube/cluster-reader';
import { isReady, Pod, selects } from '../../kube/kubernetes-objects';
import { DistDeployment, RolePart, rolesIn } from '../dist-deployment';

/** The images that answer requests. */
export interface RunningImages {
  /** The engine's, of each role. A role is left out where no pod is ready, or its pods run several. */
  readonly images: ByRole<string>;
  readonly gateway: SeenGateway;
}

/** What ready pods run now, which another command may have changed since the file was applied. */
export async function runningImages(
  reader: ClusterReader,
  deployment: DistDeployment,
): Promise<RunningImages> {
  const { namespace, wayIn } = deployment;
  const pods = (await reader.list<Pod>('v1', 'Pod', namespace)).filter(isReady);
  const engine = ({ part, role }: RolePart): ByRole<string> => {
    const image = onlyImage(pods.filter(({ metadata }) => selects(part.selector, metadata.labels)));
    return image === undefined ? {} : { [role]: image };
  };
  const ofGateway = pods.filter(({ metadata }) => selects(wayIn.pods, metadata.labels));
  const image = onlyImage(ofGateway, wayIn.container);
  return {
    images: Object.assign({}, ...rolesIn(deployment).map(engine)) as ByRole<string>,
    gateway: { className: wayIn.className, ...image !== undefined && { image } },
  };
}

/** The image of a container of all pods, the first where none is named, if it is one. */
function onlyImage(pods: readonly Pod[], name?: string): string | undefined {
  const [image, ...others] = new Set(pods.map(pod => imageOf(pod, name)));
  return others.length > 0 ? undefined : image;
}

/** A tag can stand for another image tomorrow, so the digest that the node pulled follows it. */
function imageOf({ spec, status }: Pod, named?: string): string | undefined {
  const container = spec.containers.find(({ name }) => name === named) ?? spec.containers[0];
  if (container === undefined || container.image.includes('@')) return container?.image;
  const { imageID = '' } = status.containerStatuses?.find(({ name }) => name === container.name) ?? {};
  const [digest = ''] = /@sha256:[0-9a-f]{64}$/.exec(imageID) ?? [];
  return `${container.image}${digest}`;
}
