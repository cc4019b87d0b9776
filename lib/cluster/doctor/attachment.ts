import { Labels, NamespaceSelector, selects } from '../../kube/kubernetes-objects';
import { DistDeployment } from '../dist-deployment';
import { ClusterSnapshot } from './cluster-snapshot';
import { Diagnosis, error, ok, unknown } from './diagnosis';

/** Whether a Gateway that exists takes the route of a deployment. */
export function checkAttachment(
  snapshot: ClusterSnapshot, { namespace, wayIn }: DistDeployment,
): readonly Diagnosis[] {
  const { entrance: { section }, object: { metadata } } = wayIn;
  const name = `${metadata.namespace}/${metadata.name}`;
  const unread = snapshot.unreadable.find(({ what }) => what === `Gateway ${metadata.name}`);
  if (unread) {
    const ask = `kubectl get gateway -n ${metadata.namespace} ${metadata.name}`;
    const why = `it is not known whether ${name} exists: ${unread.why}`;
    return [unknown('gateway', why, `let its owner run \`${ask}\``)];
  }
  if (!snapshot.gateway) {
    const fix
      = 'let its owner make it, correct `entrance.from` in the spec, or leave that out for a Gateway of your own';
    return [error('gateway', `the Gateway ${name} does not exist`, fix)];
  }
  const { listeners } = snapshot.gateway;
  const named = listeners.filter(listener => section === undefined || listener.name === section);
  if (named.length === 0) {
    const names = listeners.map(listener => listener.name).join(', ');
    const why = `${name} has no listener '${section}'; it has ${names}`;
    return [error('gateway', why, 'correct `entrance.from.section`')];
  }
  const allowing = named.filter(listener => allows(listener, snapshot, namespace, metadata.namespace));
  if (allowing.length > 0) {
    return [ok('gateway', `${name} takes routes of ${namespace} at ${allowing.map(each => each.name).join(', ')}`)];
  }
  const from = named.map(listener => `${listener.name}: ${listener.routesFrom}`).join(', ');
  const fix
    = `let the owner of the Gateway set \`allowedRoutes.namespaces\` of a listener so that it takes ${namespace}: `
      + '`from: All`, or `from: Selector` with a label of the namespace';
  return [error('gateway', `no listener of ${name} takes routes of ${namespace} (${from})`, fix)];
}

function allows(
  { routesFrom, selector = {} }: NonNullable<ClusterSnapshot['gateway']>['listeners'][number],
  { namespace: found }: ClusterSnapshot, namespace: string, own: string,
): boolean {
  switch (routesFrom) {
    case 'All': return true;
    case 'Same': return namespace === own;
    case 'Selector':
      return isSelected(selector, { 'kubernetes.io/metadata.name': namespace, ...found?.labels });
    default: return false;
  }
}

function isSelected({ matchExpressions = [], matchLabels = {} }: NamespaceSelector, labels: Labels): boolean {
  return selects(matchLabels, labels) && matchExpressions.every(({ key, operator, values = [] }) => {
    const value = labels[key];
    switch (operator) {
      case 'In': return value !== undefined && values.includes(value);
      case 'NotIn': return value === undefined || !values.includes(value);
      case 'Exists': return value !== undefined;
      default: return value === undefined;
    }
  });
}
