import type { InferenceSpec } from '../spec/deployment';
import type { Role } from '../spec/role';
import type { Workload } from '../workloads/workload';
import { workloadFor } from '../workloads/workloads';
import type { ModelServerPoolProps } from './model-server-pool-props';
import { parallelismOf } from './planned-ports';
import { poolSpec } from './pool-spec';

/** What runs the pods of a role, and how many replicas of all slices. */
export function planWorkload(
  name: string, spec: InferenceSpec, role: Role,
): Pick<ModelServerPoolProps, 'replicas' | 'rollout' | 'set' | 'workload'> {
  const { replicas, rollout } = poolSpec(spec, role);
  const { disaggregatedSet } = spec;
  return {
    workload: workloadOfRole(spec, role).kind,
    replicas: replicas * (disaggregatedSet?.slices ?? 1),
    ...(rollout && { rollout }),
    ...(disaggregatedSet && { set: { ...disaggregatedSet, name, role } }),
  };
}

/** What is known of the kind of object that runs the pods of a role. */
export function workloadOfRole(spec: InferenceSpec, role: Role): Workload {
  return workloadFor(parallelismOf(spec, role).nodes, spec.disaggregatedSet !== undefined);
}
