import { byDeployment } from '../manifests/deployments';
import type { ManifestFile } from '../manifests/manifest-file';
import { Side } from '../manifests/side';
import { differencesOf } from '../object-differences';
import { nameOf } from '../manifests/identity';
import { changedTopology, Topology, topologyOf } from './topology';

/** The topology of every deployment that files hold, by name. A group of objects without pods is none. */
export function topologiesOf(files: readonly ManifestFile[]): readonly Topology[] {
  return [...byDeployment(files)].filter(([, side]) => side.pods.length > 0)
    .map(([deployment, side]) => topologyOf(deployment, side)).sort(byName);
}

/** The topologies after a change, with what it does to each part. Those that change come first. */
export function changedTopologies(before: readonly ManifestFile[],
  after: readonly ManifestFile[]): readonly Topology[] {
  const [was, is] = [byDeployment(before), byDeployment(after)];
  const all = [...new Set([...is.keys(), ...was.keys()])].flatMap((deployment) => {
    const sides = { before: was.get(deployment) ?? NOTHING, after: is.get(deployment) ?? NOTHING };
    if (sides.before.pods.length + sides.after.pods.length === 0) return [];
    const objects = differencesOf(sides).map(({ after: object, before: old }) => nameOf((object ?? old)!));
    return [changedTopology(topologyOf(deployment, sides.before), topologyOf(deployment, sides.after), objects)];
  }).sort(byName);
  const changes = ({ parts }: Topology): boolean => parts.some(({ change }) => change !== undefined);
  return [...all.filter(changes), ...all.filter(topology => !changes(topology))];
}

const NOTHING = new Side([]);

function byName(one: Topology, other: Topology): number {
  return one.deployment < other.deployment ? -1 : 1;
}
