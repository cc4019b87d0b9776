import { GatewayImplementation } from '../gateways/gateway';
import { gatewayOfClass, gateways } from '../gateways/gateways';
import {
  containersOf, Gateway, HttpRoute, KubernetesObject, Labels, PodSpec, selects, Service,
} from '../kube/kubernetes-objects';
import { GATEWAY_NAME_LABEL } from '../plan/labels';

/** How requests reach a deployment: by a Gateway whose pods a controller makes, or by a proxy in the picker's pod. */
export interface WayIn {
  /** The implementation; absent where the file names a GatewayClass that is not known. */
  readonly implementation?: GatewayImplementation;
  /** What it is called in a table: its GatewayClass, or its name where it has none. */
  readonly className: string;
  /** Its object: the Gateway or the Service. */
  readonly object: KubernetesObject;
  /** The Gateway. @default - there is none */
  readonly gateway?: Gateway;
  /** The route from the Gateway to the pool. @default - there is no Gateway */
  readonly route?: HttpRoute;
  /** Labels of the pods that take requests. */
  readonly pods: Labels;
  /** Its container in them. @default - the first */
  readonly container?: string;
  /** The port of its Service. */
  readonly port: number;
  /** Whether a Service of the namespace is its own. */
  readonly isService: (service: KubernetesObject) => boolean;
}

/**
 * How requests reach the deployment of a file.
 *
 * @throws Error that names what the file lacks
 */
export function wayInOf(
  objects: readonly KubernetesObject[],
  picker: { readonly name: string; readonly pods: Labels; readonly spec: PodSpec; readonly selector: Labels },
): WayIn {
  const names = containersOf(picker.spec).map(({ name }) => name);
  const beside = gateways.find(({ besidePicker }) => besidePicker && names.includes(besidePicker.containerName));
  return beside ? besidePicker(objects, beside, picker) : behindGateway(objects);
}

function besidePicker(
  objects: readonly KubernetesObject[],
  implementation: GatewayImplementation,
  { name, pods, selector }: { readonly name: string; readonly pods: Labels; readonly selector: Labels },
): WayIn {
  const { containerName } = implementation.besidePicker!;
  const service = objects.find((object): object is Service => object.kind === 'Service'
    && selects((object as Service).spec.selector ?? {}, pods)
    && ((object as Service).spec.ports ?? []).some(({ targetPort }) => targetPort === 'http'));
  if (service === undefined)
    throw new Error(`the file has no Service with a port to \`http\`, the port of ${containerName}, of the pods of the `
      + `Deployment '${name}'`);
  return {
    implementation,
    className: implementation.name,
    object: service,
    pods: selector,
    container: containerName,
    port: service.spec.ports!.find(({ targetPort }) => targetPort === 'http')!.port,
    isService: ({ metadata }) => metadata.name === service.metadata.name,
  };
}

function behindGateway(objects: readonly KubernetesObject[]): WayIn {
  const [route, gateway] = [onlyOf<HttpRoute>(objects, 'HTTPRoute'), onlyOf<Gateway>(objects, 'Gateway')];
  const { metadata: { name }, spec: { gatewayClassName, listeners } } = gateway;
  const implementation = gatewayOfClass(gatewayClassName);
  return {
    ...(implementation && { implementation }),
    className: gatewayClassName,
    object: gateway,
    gateway,
    route,
    pods: { [GATEWAY_NAME_LABEL]: name },
    port: listeners[0]!.port,
    isService: ({ metadata: { labels } }) => labels?.[GATEWAY_NAME_LABEL] === name,
  };
}

/** The only object of a kind. */
export function onlyOf<T extends KubernetesObject>(objects: readonly KubernetesObject[], kind: string): T {
  const found = objects.filter((object): object is T => object.kind === kind);
  if (found.length !== 1) throw new Error(`the file must have one ${kind}, it has ${found.length}`);
  return found[0]!;
}
