import { istioInferencePoolGroup } from '../compatibility/gateway-provider';
import { InferencePoolGroup } from '../compatibility/inference-pool-api';
import { ClusterSnapshot } from './cluster-snapshot';
import { Diagnosis, error, ok, unknown } from './diagnosis';
import { DistDeployment, groupOf } from './dist-deployment';

/** Whether a controller takes the Gateway, and reads InferencePools in the group of the pool. */
export function checkGateway(snapshot: ClusterSnapshot, { gateway, pool }: DistDeployment): readonly Diagnosis[] {
  return [gatewayClass(snapshot, gateway.spec.gatewayClassName), ...controllers(snapshot, groupOf(pool))];
}

function gatewayClass({ gatewayClasses }: ClusterSnapshot, wanted: string): Diagnosis {
  const found = gatewayClasses.find(({ name }) => name === wanted);
  if (found === undefined) {
    const names = gatewayClasses.map(({ name }) => name).join(', ') || 'none';
    return error('gateway class', `there is no GatewayClass '${wanted}'; there are: ${names}`, 'install Istio, or the `gateway` of the spec');
  }
  if (!found.accepted) return error('gateway class', `GatewayClass ${wanted} is not accepted by ${found.controller}`, 'look at the log of its controller, which must be running');
  return ok('gateway class', `${wanted}, of ${found.controller}`);
}

function controllers({ gatewayControllers, unreadable }: ClusterSnapshot, group: InferencePoolGroup): readonly Diagnosis[] {
  if (gatewayControllers.length === 0) {
    const why = unreadable.find(({ what }) => what.startsWith('Deployment'))?.why ?? 'no Deployment has the label app=istiod';
    return [unknown('gateway controller', `its version is not known: ${why}`, `make sure that it reads InferencePools of ${group}: Istio ${readersOf(group)}`)];
  }
  return gatewayControllers.map(({ image, namespace, readsInferencePools }) => {
    const [, minor] = /:(\d+\.\d+)/.exec(image) ?? [];
    const groups: Readonly<Partial<Record<string, InferencePoolGroup>>> = istioInferencePoolGroup;
    const reads = minor === undefined ? undefined : groups[minor];
    if (!readsInferencePools) {
      return error('gateway controller', `istiod in ${namespace} reads no InferencePools`, 'set ENABLE_GATEWAY_API_INFERENCE_EXTENSION=true in its environment (Helm: pilot.env)');
    }
    if (reads === undefined) {
      const fix = `make sure that it reads InferencePools of ${group}: Istio ${readersOf(group)} is known to`;
      return unknown('gateway controller', `istiod in ${namespace} is ${image}, of which the group it reads is not known`, fix);
    }
    return reads === group
      ? ok('gateway controller', `Istio ${minor} in ${namespace} reads InferencePools of ${group}`)
      : error('gateway controller', `Istio ${minor} in ${namespace} reads InferencePools of ${reads}, the pool is of ${group}`, `write \`gateway: istio('${minor}')\` in the spec, or run Istio ${readersOf(group)}`);
  });
}

function readersOf(group: InferencePoolGroup): string {
  return Object.entries(istioInferencePoolGroup).filter(([, read]) => read === group).map(([version]) => version).join(', ');
}
