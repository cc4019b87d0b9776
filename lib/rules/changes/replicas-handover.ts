import { workloadNamed, workloadsIn } from '../../workloads/workloads';
import type { WrittenObject } from '../language/rendered-object';
import type { Violation } from '../language/rule';
import type { ChangeRule } from './change-rule';
import type { LastSynth } from './last-synth';

/** A number of pods does not leave the manifests in silence. */
export const handoverRule: ChangeRule = {
  id: 'PD516',
  title: 'A number of pods leaves the manifests only after somebody else has it',
  severity: 'warning',
  cause:
    'the applier that wrote `replicas` takes it away with the line, and the API server fills in 1: all pods '
    + 'but one are stopped before the autoscaler sees it',
  fix:
    'hand the number over before this is applied, as docs/operations.md says under Autoscaling; the next synth '
    + 'says nothing any more',
  source:
    'Kubernetes documentation, Server-Side Apply: Transferring ownership; `npm run test:cluster -- handover`: '
    + '4 pods became 1 under both ways to apply',
  evidence: 'proven',
  check: handovers,
};

/**
 * The workloads whose number of pods was written in the last synth and is not in this one. Without a record of the last
 * synth its workloads are read.
 */
function handovers(objects: readonly WrittenObject[], last: LastSynth): Violation[] {
  return objects.flatMap(written => workloadsIn(written.object).map(object => ({ object, written }))).flatMap(
    ({ object, written }) => {
      const workload = workloadNamed(String(object.kind));
      if (workload.replicasOf(object) !== undefined) return [];
      const name = String(object.metadata?.name);
      const recorded = last.record?.engines.find(engine => engine.name === name);
      const before = workloadsIn(last.objectOf(written) ?? {}).find(({ metadata }) => metadata?.name === name);
      const replicas = recorded ? recorded.replicas : workload.replicasOf(before ?? {});
      return typeof replicas !== 'number' || replicas <= 1
        ? []
        : [{
            field: `${workload.kind}/${name} ${workload.replicasPath}`,
            cause: `was ${replicas} and is left to an autoscaler from this synth on`,
          }];
    });
}
