import { gatewayNamed } from '../../gateways/gateways';
import { connectorNamed, defaultConnector } from '../../connectors/connectors';
import { offloadingOf } from '../../connectors/offloading/offloadings';
import { portOf } from '../../model-sources/endpoint-port';
import { sourceOf } from '../../model-sources/sources';
import { list, object, optional, orFalse, string, wholeNumber } from '../../schema/shape';
import type { InferenceSpec } from '../../spec/deployment';
import type { EgressSpec, NetworkPoliciesSpec } from '../../spec/operations';
import type { InferenceGatewayPlan } from '../inference-gateway-plan';
import type { GatewayPeers, ModelServerEndpoint, NetworkPoliciesProps } from '../network-policies-props';
import { portsFrom, servingPorts } from '../parallelism';
import type { PoolPlan } from '../pool-plan';
import { poolOf, poolsOf } from '../pools';
import { pickerLabels } from '../picker-labels';
import { EXT_PROC_PORT, METRICS_PORT } from '../picker-ports';
import type { OperationsPart, ServedDeployment } from './part';

const port = wholeNumber(1, 65_535);

/** Who may connect to whom. */
export const networkPolicies: OperationsPart<'networkPolicies'> = {
  fields: {
    networkPolicies: optional(orFalse(
      object<NetworkPoliciesSpec>({
        apiServer: optional(list(string)),
        apiServerPorts: optional(list(port)),
        weights: optional(list(string)),
        egress: optional(list(object<EgressSpec>({ cidr: string, ports: list(port) }))),
        metricsTo: optional(list(string)),
      }),
    )),
  },
  plan: (deployment) => {
    const asked = statedPolicies(deployment.spec);
    return asked ? { networkPolicies: flows(deployment, asked) } : {};
  },
};

/** What a spec says of the policies; nothing where it switches them off. */
export function statedPolicies({ operations }: Pick<InferenceSpec, 'operations'>): NetworkPoliciesSpec | undefined {
  const { networkPolicies = {} } = operations ?? {};
  return networkPolicies === false ? undefined : networkPolicies;
}

function flows(plan: ServedDeployment, asked: NetworkPoliciesSpec): NetworkPoliciesProps {
  const { endpointPicker, inferenceGateway, inferencePool, name, spec } = plan;
  const [[prefill], decode] = [poolsOf(plan, 'prefill'), poolOf(plan, 'decode')];
  const { besidePicker } = gatewayNamed(inferenceGateway.provider.name);
  const { monitoring } = spec.operations ?? {};
  const { tokenizer } = endpointPicker;
  const source = sourceOf(decode.model);
  const isElsewhere = decode.model.offline && decode.modelDownload === undefined;
  const { proxy } = spec.network ?? {};
  const { apiServer, apiServerPorts = [443, 6443], egress = [], metricsTo = [], weights } = asked;
  const ports = isElsewhere || weights?.length === 0 ? [] : source.downloadPorts(decode.model);
  return {
    name,
    ...(prefill && { prefill: endpoint(prefill) }),
    decode: endpoint(decode),
    picker: {
      name: endpointPicker.name,
      pods: pickerLabels(endpointPicker.name),
      extProcPort: EXT_PROC_PORT,
      metricsPort: METRICS_PORT,
    },
    ...(tokenizer && { tokenizer: { name: tokenizer.name, pods: tokenizer.labels, port: tokenizer.port } }),
    gateway: gatewayPeers(inferenceGateway, spec.namespace),
    ...(besidePicker && { proxy: { port: besidePicker.port, metricsPort: besidePicker.metricsPort } }),
    servingPorts: portsFrom(inferencePool.targetPort, inferencePool.ports),
    ...(apiServer && { apiServer }),
    apiServerPorts,
    egress: [...egress, ...source.identityServers(decode.model)],
    monitoringNamespaces: [...new Set([...(monitoring ? [monitoring.namespace] : []), ...metricsTo])],
    ...(decode.modelDownload && { downloadPods: decode.modelDownload.labels }),
    // A policy sees the proxy, not what is behind it.
    downloadPorts: proxy && ports.length > 0 ? [portOf(proxy.url)] : ports,
    ...(weights && { weights }),
  };
}

/** Where a data plane outside of the cluster connects from is the spec's to say; PD764 warns where it does not. */
function gatewayPeers(
  { entrance: { from }, name, podLabel, provider }: InferenceGatewayPlan, namespace: string,
): GatewayPeers {
  const pods = gatewayNamed(provider.name).pods?.({ name, namespace: from?.namespace ?? namespace });
  if (pods === 'outside the cluster') return { blocks: provider.sourceRanges ?? [] };
  return pods ?? {
    labels: { [podLabel.label]: podLabel.value },
    ...(from && from.namespace !== namespace && { namespace: from.namespace }),
  };
}

function endpoint({
  connector,
  enginePort,
  kvEvents,
  modelServer,
  name,
  offloading,
  parallelism,
  selector,
}: PoolPlan): ModelServerEndpoint {
  const peerPorts = offloading ? offloadingOf(offloading).peerPorts(offloading).map(({ port }) => port) : [];
  const pods = {
    name,
    pods: selector,
    enginePorts: portsFrom(enginePort, servingPorts(parallelism)),
    eventPorts: [...kvEvents?.ports ?? [], ...kvEvents?.replayPorts ?? []],
    grouped: parallelism.nodes > 1,
    // What moves between peers is NIXL's, by UCX.
    ...(peerPorts.length > 0 && { peers: { ports: peerPorts, cache: defaultConnector.cachePorts } }),
  };
  if (connector === undefined) return { ...pods, connectorPorts: [] };
  const { cachePorts, ports } = connectorNamed(connector);
  return { ...pods, connectorPorts: ports({ modelServer, parallelism }).map(({ port }) => port), cachePorts };
}

declare module '../../spec/operations' {
  interface OperationsSpec {
    /**
     * NetworkPolicies that refuse every connection but those that a request, its KV cache, the picker and the scrapes
     * take. They need a network plugin that enforces policies; without one they do nothing. `false`: none, and every
     * pod of the cluster reaches engines and picker past the gateway.
     * @default {}
     */
    readonly networkPolicies?: NetworkPoliciesSpec | false;
  }
}

declare module '../operations-plan' {
  interface OperationsPlan {
    /** Who may connect to whom. */
    readonly networkPolicies?: NetworkPoliciesProps;
  }
}
