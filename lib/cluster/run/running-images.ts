import { ByRole, SeenGateway } from '../../bench/conditions';
import { ClusterReader } from '../../kube/cluster-reader';
import { isReady, Pod, selects } from '../../kube/kubernetes-objects';
import { DistDeployment, RolePart, rolesIn } from '../dist-deployment';
import { GATEWAY_NAME_LABEL } from './rollout';

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
  const { gateway, namespace } = deployment;
  const pods = (await reader.list<Pod>('v1', 'Pod', namespace)).filter(isReady);
  const engine = ({ part, role }: RolePart): ByRole<string> => {
    const image = onlyImage(pods.filter(({ metadata }) => selects(part.selector, metadata.labels)));
    return image === undefined ? {} : { [role]: image };
  };
  const ofGateway = { [GATEWAY_NAME_LABEL]: gateway.metadata.name };
  const image = onlyImage(pods.filter(({ metadata }) => selects(ofGateway, metadata.labels)));
  return {
    images: Object.assign({}, ...rolesIn(deployment).map(engine)) as ByRole<string>,
    gateway: { className: gateway.spec.gatewayClassName, ...image !== undefined && { image } },
  };
}

/** The image of the first container of all pods, if it is one. */
function onlyImage(pods: readonly Pod[]): string | undefined {
  const [image, ...others] = new Set(pods.map(imageOf));
  return others.length > 0 ? undefined : image;
}

/** A tag can stand for another image tomorrow, so the digest that the node pulled follows it. */
function imageOf({ spec, status }: Pod): string | undefined {
  const [container] = spec.containers;
  if (container === undefined || container.image.includes('@')) return container?.image;
  const { imageID = '' } = status.containerStatuses?.find(({ name }) => name === container.name) ?? {};
  const [digest = ''] = /@sha256:[0-9a-f]{64}$/.exec(imageID) ?? [];
  return `${container.image}${digest}`;
}
