import { GatewayImplementation } from '../../gateways/gateway';
import { gatewayOfClass, gateways, versionsThatRead } from '../../gateways/gateways';
import { InferencePoolGroup } from '../../gateways/inference-pool-api';
import { ClusterSnapshot } from './cluster-snapshot';
import { Diagnosis, error, ok, unknown, warning } from './diagnosis';
import { DistDeployment, groupOf } from '../dist-deployment';

/** Whether a controller takes the Gateway, and reads InferencePools in the group of the pool. */
export function checkGateway(snapshot: ClusterSnapshot, { gateway, pool }: DistDeployment): readonly Diagnosis[] {
  const wanted = gateway.spec.gatewayClassName;
  const implementation = gatewayOfClass(wanted);
  if (implementation === undefined) {
    const known = gateways.map(({ gatewayClassName }) => `'${gatewayClassName}'`).join(', ');
    const why = `which controller takes the class '${wanted}' is not known here; known classes: ${known}`;
    return [gatewayClass(snapshot, wanted, 'its controller'), unknown('gateway controller', why, `make sure that it reads InferencePools of ${groupOf(pool)}`)];
  }
  const { revisionLabel } = implementation.controller;
  const revision = gateway.metadata.labels?.[revisionLabel] ?? snapshot.namespace?.labels[revisionLabel];
  return [gatewayClass(snapshot, wanted, implementation.title), ...controllers(snapshot, implementation, groupOf(pool), revision)];
}

function gatewayClass({ gatewayClasses, unreadable }: ClusterSnapshot, wanted: string, title: string): Diagnosis {
  const found = gatewayClasses.find(({ name }) => name === wanted);
  const unread = unreadable.find(({ what }) => what.startsWith('GatewayClass '));
  if (unread) return unknown('gateway class', `whether '${wanted}' is there is not known: ${unread.why}`, `ask somebody who may for \`kubectl get gatewayclass ${wanted}\``);
  if (found === undefined) {
    const names = gatewayClasses.map(({ name }) => name).join(', ') || 'none';
    return error('gateway class', `there is no GatewayClass '${wanted}'; there are: ${names}`, `install ${title}, or the \`gateway\` of the spec`);
  }
  if (!found.accepted) return error('gateway class', `GatewayClass ${wanted} is not accepted by ${found.controller}`, 'look at the log of its controller, which must be running');
  return ok('gateway class', `${wanted}, of ${found.controller}`);
}

function controllers(
  snapshot: ClusterSnapshot, gateway: GatewayImplementation, group: InferencePoolGroup, revision: string | undefined,
): readonly Diagnosis[] {
  const { selector, revisionLabel, title } = gateway.controller;
  const all = snapshot.gatewayControllers.filter(controller => controller.gateway === gateway.name);
  if (all.length === 0) {
    const why = snapshot.unreadable.find(({ what }) => what.startsWith('Deployment '))?.why ?? `no Deployment has the label ${selector}`;
    return [unknown('gateway controller', `its version is not known: ${why}`, `make sure that it reads InferencePools of ${group}: ${readersOf(gateway, group)}`)];
  }
  const ofRevision = revision === undefined ? [] : all.filter(controller => controller.revision === revision);
  const found = (ofRevision.length > 0 ? ofRevision : all).map(controller => controllerDiagnosis(controller, gateway, group));
  // Of several, the one that takes the Gateway decides; which one that is the Gateway does not say.
  if (!found.some(({ severity }) => severity === 'ok')) return found;
  return found.map(({ check, fix, message, severity }) => severity === 'ok'
    ? ok(check, message)
    : warning(check, `${message}; another ${title} does`, `label the Gateway's namespace ${revisionLabel}=<revision of the other>, or: ${fix}`));
}

function controllerDiagnosis(
  { image, namespace, readsInferencePools }: ClusterSnapshot['gatewayControllers'][number], gateway: GatewayImplementation, group: InferencePoolGroup,
): Diagnosis {
  const { controller: { enabledBy, specOf, title, versionOf }, inferencePoolGroups } = gateway;
  if (!readsInferencePools) return error('gateway controller', `${title} in ${namespace} reads no InferencePools`, enabledBy.fix);
  const version = versionOf(image);
  const reads = version === undefined ? undefined : inferencePoolGroups[version];
  if (version === undefined || reads === undefined) {
    const fix = `make sure that it reads InferencePools of ${group}: ${readersOf(gateway, group)} is known to`;
    return unknown('gateway controller', `${title} in ${namespace} is ${image}, of which the group it reads is not known`, fix);
  }
  const found = `${gateway.title} ${version} in ${namespace} reads InferencePools of ${reads}`;
  return reads === group
    ? ok('gateway controller', found)
    : error('gateway controller', `${found}, the pool is of ${group}`, `write \`gateway: ${specOf(version)}\` in the spec, or run ${readersOf(gateway, group)}`);
}

function readersOf(gateway: GatewayImplementation, group: InferencePoolGroup): string {
  return `${gateway.title} ${versionsThatRead(gateway, group).join(', ')}`;
}
