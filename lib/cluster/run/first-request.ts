import { ClusterReader } from '../../kube/cluster-reader';
import { Gateway } from '../../kube/kubernetes-objects';
import { DistDeployment } from '../dist-deployment';
import { deployedPlan } from './deployed-verification';
import { listenerUrl, UrlListener } from './listener-url';

/** How a deployment is asked. */
export interface FirstRequest {
  /** The address of its gateway: outside of the cluster if it has one there, otherwise inside. */
  readonly url: string;
  /** Whether the address is reachable from outside of the cluster. */
  readonly isExternal: boolean;
  /** The name that requests give the model. */
  readonly model: string;
  /** Commands of a shell, in order. The first keeps running where there are two. */
  readonly commands: readonly string[];
}

/**
 * The address of an applied deployment by its Gateway, and a request that works from where the reader is.
 *
 * @throws ClusterError if the gateway has no Service
 */
export async function firstRequest(reader: ClusterReader, deployment: DistDeployment): Promise<FirstRequest> {
  const { gateway, model, namespace, wayIn } = deployment;
  const [listener = { port: wayIn.port }] = (gateway?.spec.listeners ?? []) as readonly Listener[];
  const { hostname, port } = listener;
  const inside = new URL((await deployedPlan(reader, deployment)).gateway);
  const applied = gateway
    && await reader.read<AppliedGateway>(gateway.apiVersion, gateway.kind, gateway.metadata.name, namespace);
  const external = applied?.status?.addresses?.map(({ value }) => value).find(value => !isInside(value));
  if (external !== undefined) {
    const url = listenerUrl(listener, external);
    return { url, isExternal: true, model, commands: [curl(url, model, hostname)] };
  }
  const service = inside.hostname.split('.')[0]!;
  return {
    url: listenerUrl(listener, inside.hostname),
    isExternal: false,
    model,
    commands: [
      `kubectl port-forward -n ${namespace} service/${service} ${LOCAL_PORT}:${port}`,
      curl(listenerUrl({ ...listener, port: LOCAL_PORT }, 'localhost'), model, hostname),
    ],
  };
}

interface Listener extends UrlListener {
  readonly hostname?: string;
}

interface AppliedGateway extends Gateway {
  readonly status?: { readonly addresses?: readonly { readonly value: string }[] } & Gateway['status'];
}

const LOCAL_PORT = 8080;

/** The gateway of a ClusterIP Service writes the Service's own name or address into its status. */
function isInside(address: string): boolean {
  return /\.svc(\.|$)/.test(address) || /^(10|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(address);
}

/** Every model has completions; only those with a chat template have chats. */
function curl(url: string, model: string, hostname: string | undefined): string {
  const body = JSON.stringify({ model, prompt: 'The capital of France is', max_tokens: 16 });
  const headers = ['Content-Type: application/json'];
  if (hostname !== undefined && !hostname.startsWith('*')) headers.push(`Host: ${hostname}`);
  return `curl ${url}/v1/completions ${headers.map(header => `-H ${quoted(header)}`).join(' ')} -d ${quoted(body)}`;
}

/** One word of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll('\'', '\'\\\'\'')}'`;
}
