import { ByRole } from '../bench/conditions';
import { devices } from '../devices/devices';
import { ClusterError, ClusterReader } from '../kube/cluster-reader';
import { DistDeployment, RolePart, rolesIn } from './dist-deployment';
import { isReady, KubernetesObject, Labels, Pod, selects } from '../kube/kubernetes-objects';

/**
 * The GPU product that the ready pods of each role run on, by the label of their nodes. Whoever may not read nodes gets
 * what the pods select. A role is left out where its nodes differ, one has no label, or nothing is known.
 */
export async function podAccelerators(
  reader: ClusterReader,
  deployment: DistDeployment,
): Promise<ByRole<string>> {
  const { namespace } = deployment;
  const pods = (await reader.list<Pod>('v1', 'Pod', namespace)).filter(isReady);
  const products = new Map<string, Promise<string | undefined>>();
  const productOf = (node: string): Promise<string | undefined> => {
    if (!products.has(node)) products.set(node, labelOf(reader, node));
    return products.get(node)!;
  };
  const ofRole = async ({ part, role }: RolePart): Promise<ByRole<string>> => {
    const own = pods.filter(({ metadata }) => selects(part.selector, metadata.labels));
    const found = await Promise.all(
      own.map(
        async ({ spec: { nodeName = '', nodeSelector } }) => (await productOf(nodeName)) ?? productIn(nodeSelector),
      ),
    );
    const [product, ...others] = new Set(found);
    return product === undefined || others.length > 0 ? {} : { [role]: product };
  };
  return merged(await Promise.all(rolesIn(deployment).map(ofRole)));
}

/** The GPU product that pods of each role select, which is `accelerator` of the spec. */
export function selectedAccelerators(deployment: Pick<DistDeployment, 'roles'>): ByRole<string> {
  return merged(rolesIn(deployment).map(({ part, role }) => {
    const product = productIn(part.template.spec.nodeSelector);
    return product === undefined ? {} : { [role]: product };
  }));
}

function merged(parts: readonly ByRole<string>[]): ByRole<string> {
  return Object.assign({}, ...parts) as ByRole<string>;
}

async function labelOf(reader: ClusterReader, node: string): Promise<string | undefined> {
  try {
    return productIn((await reader.read<KubernetesObject>('v1', 'Node', node))?.metadata.labels);
  } catch (error) {
    if (error instanceof ClusterError && error.code === 403) return undefined;
    throw error;
  }
}

/** The product in the labels of a node, or in what a pod selects of them. */
function productIn(labels: Labels = {}): string | undefined {
  return devices.flatMap(({ productLabel }) => productLabel ?? []).map(label => labels[label])
    .find(product => product !== undefined);
}
