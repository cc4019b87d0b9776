import { serviceOf } from '../gateways/gateways';
import type { InferenceSpec } from '../spec/deployment';
import type { AuthenticationSpec, EntranceSpec, ExistingGatewaySpec } from '../spec/entrance';
import { PlannedListener, planListeners } from './planned-listeners';

/** An entrance with every default and derived value. */
export interface PlannedEntrance {
  /** Beginnings of the paths that pods see. */
  readonly paths: readonly string[];
  /** What stands before them for callers, without a slash at its end. @default - nothing */
  readonly pathPrefix?: string;
  /** Names of hosts that requests are for. @default - all */
  readonly hostnames?: readonly string[];
  /** Headers that requests must have. */
  readonly headers: Readonly<Record<string, string>>;
  /** The model whose name the payload processor finds in a body. @default - bodies are not read */
  readonly mappedModel?: string;
  /** Listeners of the Gateway that is made. */
  readonly listeners: readonly PlannedListener[];
  /** The Gateway that exists; absent where one is made. */
  readonly from?: ExistingGatewaySpec & { readonly namespace: string };
  /** Annotations of what the controller makes for the Gateway. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** `request` and `backendRequest` of the route's timeouts. `0s` is no limit. */
  readonly timeout: string;
  /** Who may call. @default - everybody */
  readonly authentication?: AuthenticationSpec;
  /** Pools that requests go to, with their weights. */
  readonly backends: readonly { readonly name: string; readonly weight: number }[];
  /** How a pod of the cluster asks. */
  readonly request: EntranceRequest;
}

/** A request from inside of the cluster. */
export interface EntranceRequest {
  /** Where, with what stands before every path. */
  readonly url: string;
  /** What it must bring beside its body. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The header by which the payload processor says the model of a request (llm-d-inference-payload-processor). */
export const MODEL_HEADER = 'X-Gateway-Base-Model-Name';

/** Fills in the entrance of a spec. */
export function planEntrance(
  spec: Pick<InferenceSpec, 'entrance' | 'gateway' | 'namespace'>,
  names: { readonly gateway: string; readonly inferencePool: string; readonly deployment: string },
  servedModel: string,
): PlannedEntrance {
  const { entrance = {}, namespace } = spec;
  const { annotations, authentication, byModel = false, from, headers = {}, hostnames, timeoutSeconds } = entrance;
  const pathPrefix = entrance.pathPrefix?.replace(/\/+$/, '');
  const listeners = planListeners(entrance);
  return {
    paths: entrance.paths ?? ['/v1'],
    ...(pathPrefix && { pathPrefix }),
    ...(hostnames && { hostnames }),
    headers: { ...headers, ...(byModel && { [MODEL_HEADER]: servedModel }) },
    ...(byModel && { mappedModel: servedModel }),
    listeners,
    ...(from && { from: { ...from, namespace: from.namespace ?? namespace } }),
    ...(annotations && { annotations }),
    timeout: `${timeoutSeconds ?? 0}s`,
    ...(authentication && { authentication }),
    backends: backendsOf(entrance, names),
    request: requestOf(spec, names.gateway, listeners, pathPrefix ?? ''),
  };
}

/** The pool of another deployment has that deployment's name. */
function backendsOf(
  { traffic }: EntranceSpec,
  { deployment, inferencePool }: { readonly deployment: string; readonly inferencePool: string },
): PlannedEntrance['backends'] {
  if (traffic === undefined) return [{ name: inferencePool, weight: 1 }];
  return Object.entries(traffic)
    .map(([name, weight]) => ({ name: name === deployment ? inferencePool : name, weight }));
}

function requestOf(
  spec: Pick<InferenceSpec, 'entrance' | 'gateway' | 'namespace'>,
  gateway: string,
  listeners: readonly PlannedListener[],
  pathPrefix: string,
): EntranceRequest {
  const { entrance: { from, headers = {}, hostnames } = {}, gateway: provider, namespace } = spec;
  const service = serviceOf(provider, { name: from?.name ?? gateway, namespace: from?.namespace ?? namespace });
  // Plain text where there is: nothing in the cluster knows the certificate's name.
  const listener = listeners.find(({ protocol }) => protocol === 'HTTP') ?? listeners[0];
  const scheme = listener?.protocol === 'HTTPS' ? 'https' : 'http';
  // A gateway without a Service has its address from its controller, which PD765 is about.
  const own = service && `${scheme}://${service.name}.${service.namespace}.svc:${listener?.port ?? 80}`;
  return {
    url: `${(from?.url ?? own ?? '').replace(/\/+$/, '')}${pathPrefix}`,
    headers: { ...headers, ...hostHeader(hostnames) },
  };
}

/** Any name below a wildcard is one of its hosts. */
function hostHeader(hostnames: readonly string[] = []): Readonly<Record<string, string>> {
  const [first] = hostnames;
  return first === undefined ? {} : { Host: first.replace(/^\*/, 'llmd') };
}
