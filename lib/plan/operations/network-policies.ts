import { connectorNamed } from '../../connectors/connectors';
import { sourceOf } from '../../model-sources/sources';
import { list, object, optional, string, wholeNumber } from '../../schema/shape';
import type { EgressSpec, NetworkPoliciesSpec } from '../../spec/operations';
import type { ModelServerEndpoint, NetworkPoliciesProps } from '../network-policies-props';
import type { PoolPlan } from '../pool-plan';
import { poolOf } from '../pools';
import { pickerLabels } from '../picker-labels';
import { EXT_PROC_PORT, METRICS_PORT } from '../picker-ports';
import type { OperationsPart, ServedDeployment } from './part';

/** Who may connect to whom. */
export const networkPolicies: OperationsPart<'networkPolicies'> = {
  fields: {
    networkPolicies: optional(
      object<NetworkPoliciesSpec>({
        apiServer: optional(list(string)),
        egress: optional(list(object<EgressSpec>({ cidr: string, ports: list(wholeNumber(1, 65_535)) }))),
      }),
    ),
  },
  plan: deployment => deployment.spec.operations?.networkPolicies ? { networkPolicies: flows(deployment) } : {},
};

function flows(plan: ServedDeployment): NetworkPoliciesProps {
  const { endpointPicker, inferenceGateway, inferencePool, name, spec } = plan;
  const [prefill, decode] = [poolOf(plan, 'prefill'), poolOf(plan, 'decode')];
  const { monitoring, networkPolicies } = spec.operations ?? {};
  return {
    name,
    prefill: endpoint(prefill),
    decode: endpoint(decode),
    picker: {
      name: endpointPicker.name,
      pods: pickerLabels(endpointPicker.name),
      extProcPort: EXT_PROC_PORT,
      metricsPort: METRICS_PORT,
    },
    gateway: inferenceGateway.name,
    servingPort: inferencePool.targetPort,
    ...(networkPolicies?.apiServer && { apiServer: networkPolicies.apiServer }),
    egress: networkPolicies?.egress ?? [],
    ...(monitoring && { monitoringNamespace: monitoring.namespace }),
    downloadPorts: prefill.model.offline ? [] : sourceOf(prefill.model).downloadPorts,
  };
}

function endpoint({
  connector,
  enginePort,
  modelServer,
  name,
  parallelism,
  selector,
}: PoolPlan): ModelServerEndpoint {
  const { cachePorts, ports } = connectorNamed(connector);
  return {
    name,
    pods: selector,
    enginePort,
    connectorPorts: ports({ modelServer, parallelism }).map(({ port }) => port),
    cachePorts,
  };
}

declare module '../../spec/operations' {
  interface OperationsSpec {
    /**
     * NetworkPolicies that refuse every connection but those that a request, its KV cache, the picker and the scrapes
     * take. They need a network plugin that enforces policies; without one they do nothing.
     * @default - none
     */
    readonly networkPolicies?: NetworkPoliciesSpec;
  }
}

declare module '../operations-plan' {
  interface OperationsPlan {
    /** Who may connect to whom. */
    readonly networkPolicies?: NetworkPoliciesProps;
  }
}
