import { ClusterReader } from '../../kube/cluster-reader';
import { Gateway } from '../../kube/kubernetes-objects';
import { DistDeployment } from '../dist-deployment';
import type { SecretKeyReference } from '../../spec/references';
import { DistListener, hostOf, listenerFor } from '../dist-entrance';
import { deployedPlan, listenersOf } from './deployed-verification';
import { listenerUrl } from './listener-url';

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
  const { model, record: { callerToken }, route, wayIn } = deployment;
  const { entrance, object: { apiVersion, kind, metadata: { name, namespace } } } = wayIn;
  const { headers, pathPrefix } = entrance;
  const listener = listenerFor(entrance, await listenersOf(reader, wayIn)) ?? LISTENER;
  const inside = new URL((await deployedPlan(reader, deployment)).gateway);
  const applied = route && await reader.read<AppliedGateway>(apiVersion, kind, name, namespace);
  const external = applied?.status?.addresses?.map(({ value = '' }) => value).find(value => !isInside(value));
  const host = hostOf(entrance) ?? ownHost(listener.hostname);
  const call = { model, headers, ...(host !== undefined && { host }), ...(callerToken && { callerToken }) };
  if (external !== undefined) {
    const url = `${listenerUrl(listener, external)}${pathPrefix}`;
    return { url, isExternal: true, model, commands: [curl({ ...call, url, namespace: deployment.namespace })] };
  }
  const service = inside.hostname.split('.')[0]!;
  const local = `${listenerUrl({ ...listener, port: LOCAL_PORT }, 'localhost')}${pathPrefix}`;
  return {
    url: `${listenerUrl(listener, inside.hostname)}${pathPrefix}`,
    isExternal: false,
    model,
    commands: [
      `kubectl port-forward -n ${namespace} service/${service} ${LOCAL_PORT}:${listener.port}`,
      curl({ ...call, url: local, namespace: deployment.namespace }),
    ],
  };
}

function ownHost(hostname: string | undefined): string | undefined {
  return hostname?.startsWith('*') ? undefined : hostname;
}

interface AppliedGateway extends Gateway {
  readonly status?: { readonly addresses?: readonly { readonly value: string }[] } & Gateway['status'];
}

const LISTENER: DistListener = { port: 80 };
const LOCAL_PORT = 8080;

/** The gateway of a ClusterIP Service writes the Service's own name or address into its status. */
function isInside(address: string): boolean {
  return /\.svc(\.|$)/.test(address) || /^(10|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(address);
}

/** Every model has completions; only those with a chat template have chats. */
function curl({ callerToken, headers, host, model, namespace, url }: Call): string {
  const body = JSON.stringify({ model, prompt: 'The capital of France is', max_tokens: 16 });
  const own = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const all = ['Content-Type: application/json', ...own];
  const secure = url.startsWith('https:');
  if (host !== undefined && !secure) all.push(`Host: ${host}`);
  // The name of the certificate, and of the listener that takes the connection.
  const { hostname, port: stated } = new URL(url);
  const port = stated || '443';
  const to = secure && host !== undefined ? ['--connect-to', `${host}:${port}:${hostname}:${port}`] : [];
  const target = to.length > 0 ? url.replace(hostname, host!) : url;
  return [
    'curl', ...to, `${target}/v1/completions`, ...all.map(header => `-H ${quoted(header)}`),
    ...(callerToken ? [`-H "Authorization: Bearer ${readToken(namespace, callerToken)}"`] : []),
    '-d', quoted(body),
  ].join(' ');
}

interface Call {
  readonly url: string;
  readonly model: string;
  readonly namespace: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly host?: string;
  readonly callerToken?: SecretKeyReference;
}

/** The shell reads the token: it is printed nowhere. */
function readToken(namespace: string, { key, secretName }: SecretKeyReference): string {
  const path = `{.data.${key.replaceAll('.', '\\.')}}`;
  return `$(kubectl get secret -n ${namespace} ${secretName} -o jsonpath=${quoted(path)} | base64 -d)`;
}

/** One word of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll('\'', '\'\\\'\'')}'`;
}
