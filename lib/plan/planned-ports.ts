import type { InferenceSpec } from '../spec/deployment';
import type { PodSpec } from '../spec/pool';
import { Role, roles } from '../spec/role';
import { ACTIVE_PORTS } from './labels';
import { Parallelism, planParallelism, portsFrom, servingPorts } from './parallelism';
import { planDevices } from './planned-devices';
import { poolSpec } from './pool-spec';
import { SERVING_PORT } from './ports';

/** How an engine of a role is split. */
export function parallelismOf(spec: InferenceSpec, role: Role): Parallelism {
  return planParallelism(poolSpec(spec, role).parallelism, planDevices(spec, role).accelerator?.facts?.gpusPerNode);
}

/** Ports of a pod of a role that take requests. */
export function rankPorts(spec: InferenceSpec, role: Role): number {
  return servingPorts(parallelismOf(spec, role));
}

/** Ports of the pool: those of the pods of the role with most. */
export function targetPorts(spec: InferenceSpec): number {
  return Math.max(...roles.filter(role => spec[role] !== undefined).map(role => rankPorts(spec, role)));
}

/** The annotations of pods of a role that have fewer ports than the pool; nothing for others. */
export function withActivePorts(
  { annotations }: PodSpec, spec: InferenceSpec, role: Role,
): Pick<PodSpec, 'annotations'> {
  const own = rankPorts(spec, role);
  return own === targetPorts(spec)
    ? {}
    : { annotations: { [ACTIVE_PORTS]: portsFrom(SERVING_PORT, own).join(','), ...annotations } };
}
