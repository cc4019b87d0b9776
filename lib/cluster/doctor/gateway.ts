import { istioInferencePoolGroup } from '../../gateways/istio';
import { InferencePoolGroup } from '../../gateways/inference-pool-api';
import { ClusterSnapshot } from './cluster-snapshot';
import { Diagnosis, error, ok, unknown, warning } from './diagnosis';
import { DistDeployment, groupOf } from '../dist-deployment';

/** Whether a controller takes the Gateway, and reads InferencePools in the group of the pool. */
export function checkGateway(snapshot: ClusterSnapshot, { gateway, pool }: DistDeployment): readonly Diagnosis[] {
  const revision = gateway.metadata.labels?.[REVISION] ?? snapshot.namespace?.labels[REVISION];
  return [gatewayClass(snapshot, gateway.spec.gatewayClassName), ...controllers(snapshot, groupOf(pool), revision)];
}

/** Says which of several istiods takes a Gateway, on it or on its namespace. */
const REVISION = 'istio.io/rev';

function gatewayClass({ gatewayClasses, unreadable }: ClusterSnapshot, wanted: string): Diagnosis {
  const found = gatewayClasses.find(({ name }) => name === wanted);
  const unread = unreadable.find(({ what }) => what.startsWith('GatewayClass '));
  if (unread) return unknown('gateway class', `whether '${wanted}' is there is not known: ${unread.why}`, `ask somebody who may for \`kubectl get gatewayclass ${wanted}\``);
  if (found === undefined) {
    const names = gatewayClasses.map(({ name }) => name).join(', ') || 'none';
    return error('gateway class', `there is no GatewayClass '${wanted}'; there are: ${names}`, 'install Istio, or the `gateway` of the spec');
  }
  if (!found.accepted) return error('gateway class', `GatewayClass ${wanted} is not accepted by ${found.controller}`, 'look at the log of its controller, which must be running');
  return ok('gateway class', `${wanted}, of ${found.controller}`);
}

function controllers(snapshot: ClusterSnapshot, group: InferencePoolGroup, revision: string | undefined): readonly Diagnosis[] {
  const { gatewayControllers: all, unreadable } = snapshot;
  if (all.length === 0) {
    const why = unreadable.find(({ what }) => what.startsWith('Deployment '))?.why ?? 'no Deployment has the label app=istiod';
    return [unknown('gateway controller', `its version is not known: ${why}`, `make sure that it reads InferencePools of ${group}: Istio ${readersOf(group)}`)];
  }
  const ofRevision = revision === undefined ? [] : all.filter(controller => controller.revision === revision);
  const found = (ofRevision.length > 0 ? ofRevision : all).map(controller => controllerDiagnosis(controller, group));
  // Of several, the one that takes the Gateway decides; which one that is the Gateway does not say.
  if (!found.some(({ severity }) => severity === 'ok')) return found;
  return found.map(({ check, fix, message, severity }) => severity === 'ok'
    ? ok(check, message)
    : warning(check, `${message}; another istiod does`, `label the Gateway's namespace ${REVISION}=<revision of the other>, or: ${fix}`));
}

function controllerDiagnosis({ image, namespace, readsInferencePools }: ClusterSnapshot['gatewayControllers'][number], group: InferencePoolGroup): Diagnosis {
  const [, minor] = /:v?(\d+\.\d+)/.exec(image) ?? [];
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
}

function readersOf(group: InferencePoolGroup): string {
  return Object.entries(istioInferencePoolGroup).filter(([, read]) => read === group).map(([version]) => version).join(', ');
}
