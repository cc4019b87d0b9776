import type { RecordedDeployment } from '../plan/record';
import type { WrittenObject } from '../rules/language/rendered-object';
import type { RuleText, Violation } from '../rules/language/rule';
import type { TextBefore } from './previous-object';

/** A number of pods does not leave the manifests in silence. */
export const handoverRule = {
  id: 'PD516',
  title: 'A number of pods leaves the manifests only after somebody else has it',
  severity: 'warning',
  cause: 'the applier that wrote `replicas` takes it away with the line, and the API server fills in 1: all pods but one are stopped before the autoscaler sees it',
  fix: 'hand the number over before this is applied, as docs/operations.md says under Autoscaling; the next synth says nothing any more',
  source: 'Kubernetes documentation, Server-Side Apply: Transferring ownership; `npm run test:cluster -- handover`: 4 pods became 1 under both ways to apply',
  evidence: 'proven',
} as const satisfies RuleText;

/**
 * The Deployments whose number of pods was written in the last synth and is not in this one.
 *
 * @param record of the last synth; without one its Deployments are read
 */
export function handovers(
  objects: readonly WrittenObject[], before: TextBefore, record: () => RecordedDeployment | undefined,
): Violation[] {
  const without = objects.filter(({ object }) => object.kind === 'Deployment' && replicasOf(object) === undefined);
  return without.flatMap((written) => {
    const name = String(written.object.metadata?.name);
    const recorded = record()?.engines.find(engine => engine.name === name);
    const replicas = recorded ? recorded.replicas : replicasIn(before(written) ?? '');
    return replicas === undefined || replicas <= 1
      ? []
      : [{
          field: `Deployment/${name} spec.replicas`,
          cause: `was ${replicas} and is left to an autoscaler from this synth on`,
        }];
  });
}

function replicasIn(text: string): number | undefined {
  const [, replicas] = /^ {2}replicas: (\d+)$/m.exec(text) ?? [];
  return replicas === undefined ? undefined : Number(replicas);
}

function replicasOf({ spec }: WrittenObject['object']): unknown {
  return (spec as { readonly replicas?: unknown } | undefined)?.replicas;
}
