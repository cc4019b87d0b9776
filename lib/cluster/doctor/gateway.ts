import { GatewayImplementation } from '../../gateways/gateway';
import { gatewayOfClass, gateways, noteOf, versionsThatRead } from '../../gateways/gateways';
import { InferencePoolGroup } from '../../gateways/inference-pool-api';
import { ClusterSnapshot } from './cluster-snapshot';
import { checkAttachment } from './attachment';
import { commandsText, Diagnosis, error, ok, unknown, warning } from './diagnosis';
import { DistDeployment, groupOf } from '../dist-deployment';

/** Whether a controller accepts the Gateway, and reads InferencePools in the group of the pool. */
export function checkGateway(snapshot: ClusterSnapshot, deployment: DistDeployment): readonly Diagnosis[] {
  if (deployment.gateway) return checkClass(snapshot, deployment, deployment.gateway.spec.gatewayClassName);
  const existing = snapshot.gateway?.gatewayClassName;
  return [
    ...checkAttachment(snapshot, deployment),
    ...existing === undefined ? [] : checkClass(snapshot, deployment, existing),
  ];
}

function checkClass(
  snapshot: ClusterSnapshot, { gateway, pool }: DistDeployment, wanted: string,
): readonly Diagnosis[] {
  const implementation = gatewayOfClass(wanted);
  if (implementation === undefined) {
    const known = gateways.flatMap(({ gatewayClassNames }) => gatewayClassNames.map(name => `'${name}'`)).join(', ');
    const why = `the controller of the class '${wanted}' is not known to llmd; known classes: ${known}`;
    return [
      gatewayClass(snapshot, wanted, 'its controller'),
      unknown('gateway controller', why, `make sure that it reads InferencePools of ${groupOf(pool)}`),
    ];
  }
  const { revisionLabel } = implementation.controller;
  const revision = revisionLabel === undefined
    ? undefined
    : gateway?.metadata.labels?.[revisionLabel] ?? snapshot.namespace?.labels[revisionLabel];
  return [
    gatewayClass(snapshot, wanted, implementation.title, installationOf(implementation, groupOf(pool))),
    ...controllers(snapshot, implementation, groupOf(pool), revision),
  ];
}

/** How the newest version that reads the group, and that was read at its tag, is installed. */
function installationOf(gateway: GatewayImplementation, group: InferencePoolGroup): string {
  const versions = versionsThatRead(gateway, group);
  const ofTags = versions.filter(version => noteOf(gateway, version).readInstead === undefined);
  const version = ofTags.at(-1) ?? versions.at(-1);
  return version === undefined ? '' : `: ${commandsText(gateway.controller.installation(version))}`;
}

function gatewayClass(
  { gatewayClasses, unreadable }: ClusterSnapshot, wanted: string, title: string, installation = '',
): Diagnosis {
  const found = gatewayClasses.find(({ name }) => name === wanted);
  const unread = unreadable.find(({ what }) => what.startsWith('GatewayClass '));
  if (unread)
    return unknown(
      'gateway class',
      `it is not known whether '${wanted}' exists: ${unread.why}`,
      `ask an administrator to run \`kubectl get gatewayclass ${wanted}\``,
    );
  if (found === undefined) {
    const names = gatewayClasses.map(({ name }) => name).join(', ') || 'none';
    return error(
      'gateway class',
      `GatewayClass '${wanted}' does not exist; existing classes: ${names}`,
      `install ${title}${installation}, or correct \`gateway\` in the spec`,
    );
  }
  if (!found.accepted)
    return error(
      'gateway class',
      `GatewayClass ${wanted} is not accepted by ${found.controller}`,
      'make sure that its controller is running, and read the log of the controller',
    );
  return ok('gateway class', `${wanted}, of ${found.controller}`);
}

function controllers(
  snapshot: ClusterSnapshot, gateway: GatewayImplementation, group: InferencePoolGroup, revision: string | undefined,
): readonly Diagnosis[] {
  const { readsIn, selector, revisionLabel, title } = gateway.controller;
  if (readsIn) return [controllerOutside(snapshot, gateway, readsIn)];
  const all = snapshot.gatewayControllers.filter(controller => controller.gateway === gateway.name);
  if (all.length === 0) {
    const why
      = snapshot.unreadable.find(({ what }) => what.startsWith('Deployment '))?.why
        ?? `no Deployment has the label ${selector}`;
    return [
      unknown(
        'gateway controller',
        `its version is unknown: ${why}`,
        `make sure that it reads InferencePools of ${group}: ${readersOf(gateway, group)}`,
      ),
    ];
  }
  const ofRevision = revision === undefined ? [] : all.filter(controller => controller.revision === revision);
  const found = (ofRevision.length > 0 ? ofRevision : all).map(controller =>
    controllerDiagnosis(controller, gateway, group),
  );
  // If there are several, the one that accepts the Gateway decides. The Gateway does not say which one that is.
  if (!found.some(({ severity }) => severity === 'ok')) return found;
  return found.map(({ check, fix, message, severity }) => {
    if (severity === 'ok') return ok(check, message);
    const choice = revisionLabel === undefined
      ? ''
      : `label the Gateway's namespace ${revisionLabel}=<revision of the other>, or: `;
    return warning(check, `${message}, but another ${title} does`, `${choice}${fix}`);
  });
}

/** A controller that runs outside of the cluster has the cluster's own version. */
function controllerOutside(
  { kubernetes }: ClusterSnapshot,
  { controller: { installation, title }, title: gateway, inferencePoolGroups }: GatewayImplementation,
  readsIn: (kubernetes: string) => boolean,
): Diagnosis {
  const [first = ''] = Object.keys(inferencePoolGroups);
  return readsIn(kubernetes)
    ? ok('gateway controller', `${title} reads InferencePools in ${kubernetes}`)
    : error(
        'gateway controller',
        `the cluster is ${kubernetes}, where no controller of ${gateway} reads InferencePools`,
        `use a cluster of its version ${first} or newer: ${commandsText(installation(first))}`,
      );
}

function controllerDiagnosis(
  { image, namespace, readsInferencePools }: ClusterSnapshot['gatewayControllers'][number],
  gateway: GatewayImplementation,
  group: InferencePoolGroup,
): Diagnosis {
  const {
    controller: { enabledBy, specOf, title, versionOf },
    inferencePoolGroups,
  } = gateway;
  if (readsInferencePools === false && enabledBy)
    return error('gateway controller', `${title} in ${namespace} reads no InferencePools`, enabledBy.fix);
  const version = versionOf(image);
  const reads = version === undefined ? undefined : inferencePoolGroups[version];
  if (version === undefined || reads === undefined) {
    const fix = `make sure that it reads InferencePools of ${group}, as ${readersOf(gateway, group)} does`;
    return unknown(
      'gateway controller',
      `${title} in ${namespace} is ${image}; the group that this version reads is unknown`,
      fix,
    );
  }
  const found = `${gateway.title} ${version} in ${namespace} reads InferencePools of ${reads}`;
  if (reads === group && readsInferencePools === undefined && enabledBy)
    return unknown('gateway controller', `${found}, where it is switched on`, enabledBy.fix);
  return reads === group
    ? ok('gateway controller', found)
    : error(
        'gateway controller',
        `${found}, but the pool is of ${group}`,
        `set \`gateway: ${specOf(version)}\` in the spec, or run ${readersOf(gateway, group)}`,
      );
}

function readersOf(gateway: GatewayImplementation, group: InferencePoolGroup): string {
  return `${gateway.title} ${versionsThatRead(gateway, group).join(', ')}`;
}
