import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { DisruptionBudgetProps } from '../../plan/disruption-budget-props';

/** Lets a drain of nodes evict one pod of a role at a time, as a rolling update takes one at a time. */
export class DisruptionBudget extends Construct {
  constructor(scope: Construct, id: string, { name, selector }: DisruptionBudgetProps) {
    super(scope, id);
    new k8s.KubePodDisruptionBudget(this, 'Default', {
      metadata: { name },
      spec: {
        maxUnavailable: k8s.IntOrString.fromNumber(1),
        selector: { matchLabels: selector },
        // A pod that never became ready serves nobody, and would otherwise keep its node from being drained for ever.
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      },
    });
  }
}
