import { GatewayImplementation } from '../gateways/gateway';
import { gatewayOfClass, gateways } from '../gateways/gateways';
import {
  containersOf, Gateway, HttpRoute, KubernetesObject, Labels, PodSpec, selects, Service,
} from '../kube/kubernetes-objects';
import { GATEWAY_NAME_LABEL } from '../plan/labels';
import { DistEntrance, distEntrance, DistListener, openEntrance } from './dist-entrance';

/** How requests reach a deployment: by a Gateway whose pods a controller makes, or by a proxy in the picker's pod. */
export interface WayIn {
  /** The implementation; absent where the file names a GatewayClass that is not known, or none. */
  readonly implementation?: GatewayImplementation;
  /**
   * What it is called in a table: its GatewayClass, the Gateway of others that the route is attached to, or the name
   * of what has no Gateway.
   */
  readonly className: string;
  /** Where requests arrive: the Gateway, of the file or one that exists, or the Service. */
  readonly object: ObjectReference;
  /** The Gateway that is made. @default - there is none, or one that exists */
  readonly gateway?: Gateway;
  /** The route from the Gateway to the pool. @default - there is no Gateway */
  readonly route?: HttpRoute;
  /** What a request must be. */
  readonly entrance: DistEntrance;
  /** Where it listens. @default - a Gateway that exists says so in the cluster */
  readonly listeners?: readonly DistListener[];
  /** Whether its pods are the deployment's: those of a Gateway that exists are their owner's. */
  readonly isOwn: boolean;
  /** Labels of the pods that take requests, in the namespace of the object. */
  readonly pods: Labels;
  /** Its container in them. @default - the first */
  readonly container?: string;
  /** Whether a Service of the object's namespace is its own. */
  readonly isService: (service: KubernetesObject) => boolean;
}

/** What an object is found by. */
export type ObjectReference = Pick<KubernetesObject, 'apiVersion' | 'kind'> & {
  readonly metadata: { readonly name: string; readonly namespace: string };
};

/** What is read of the picker, to see what is beside it. */
interface Picker {
  readonly name: string;
  readonly namespace: string;
  readonly pods: Labels;
  readonly selector: Labels;
  readonly spec: PodSpec;
}

/**
 * How requests reach the deployment of a file.
 *
 * @throws Error that names what the file lacks
 */
export function wayInOf(objects: readonly KubernetesObject[], picker: Picker): WayIn {
  const names = containersOf(picker.spec).map(({ name }) => name);
  const beside = gateways.find(({ besidePicker }) => besidePicker && names.includes(besidePicker.containerName));
  return beside ? besidePicker(objects, beside, picker) : behindGateway(objects, picker.namespace);
}

function besidePicker(
  objects: readonly KubernetesObject[],
  implementation: GatewayImplementation,
  { name, namespace, pods, selector }: Picker,
): WayIn {
  const { containerName } = implementation.besidePicker!;
  const service = objects.find((object): object is Service => object.kind === 'Service'
    && selects((object as Service).spec.selector ?? {}, pods)
    && ((object as Service).spec.ports ?? []).some(({ targetPort }) => targetPort === 'http'));
  if (service === undefined)
    throw new Error(`the file has no Service with a port to \`http\`, the port of ${containerName}, of the pods of the `
      + `Deployment '${name}'`);
  const { apiVersion, kind, metadata, spec: { ports = [] } } = service;
  return {
    implementation,
    className: implementation.name,
    object: { apiVersion, kind, metadata: { name: metadata.name, namespace } },
    entrance: openEntrance,
    listeners: ports.filter(({ targetPort }) => targetPort === 'http').map(({ port }) => ({ port })),
    isOwn: true,
    pods: selector,
    container: containerName,
    isService: other => other.metadata.name === metadata.name,
  };
}

function behindGateway(objects: readonly KubernetesObject[], namespace: string): WayIn {
  const route = onlyOf<HttpRoute>(objects, 'HTTPRoute');
  const [parent] = route.spec.parentRefs ?? [];
  if (parent === undefined) throw new Error(`HTTPRoute ${route.metadata.name} names no Gateway`);
  const { name } = parent;
  const gateway = madeGateway(objects, name);
  const implementation = gateway && gatewayOfClass(gateway.spec.gatewayClassName);
  return {
    ...(implementation && { implementation }),
    className: gateway?.spec.gatewayClassName ?? `of ${name}`,
    object: {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name, namespace: parent.namespace ?? namespace },
    },
    ...(gateway && { gateway, listeners: gateway.spec.listeners }),
    route,
    entrance: distEntrance(route),
    isOwn: gateway !== undefined,
    pods: { [GATEWAY_NAME_LABEL]: name },
    isService: ({ metadata: { labels } }) => labels?.[GATEWAY_NAME_LABEL] === name,
  };
}

/** The Gateway of the file, which is then the one that the route names. */
function madeGateway(objects: readonly KubernetesObject[], name: string): Gateway | undefined {
  if (!objects.some(({ kind }) => kind === 'Gateway')) return undefined;
  const gateway = onlyOf<Gateway>(objects, 'Gateway');
  if (gateway.metadata.name === name) return gateway;
  throw new Error(`the HTTPRoute is attached to the Gateway '${name}', the file has '${gateway.metadata.name}'`);
}

/** The only object of a kind. */
export function onlyOf<T extends KubernetesObject>(objects: readonly KubernetesObject[], kind: string): T {
  const found = objects.filter((object): object is T => object.kind === kind);
  if (found.length !== 1) throw new Error(`the file must have one ${kind}, it has ${found.length}`);
  return found[0]!;
}
