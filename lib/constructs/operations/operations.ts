import { Construct } from 'constructs';
import { Alerts } from './alerts';
import { Autoscaler } from './autoscaler';
import { Dashboard } from './dashboard';
import { DisruptionBudget } from './disruption-budget';
import { Monitors } from './monitors';
import { NetworkPolicies } from './network-policies';
import type { OperationsPlan } from '../../plan/operations-plan';

/** The parts of a deployment that are off or on: what keeps it running, seen and separate. */
export class Operations extends Construct {
  constructor(scope: Construct, id: string, plan: OperationsPlan) {
    super(scope, id);
    for (const budget of plan.disruptionBudgets) new DisruptionBudget(this, `disruption-budget-${budget.name}`, budget);
    if (plan.networkPolicies) new NetworkPolicies(this, 'network-policies', plan.networkPolicies);
    for (const autoscaler of plan.autoscalers) new Autoscaler(this, `autoscaler-${autoscaler.name}`, autoscaler);
    if (plan.monitors) new Monitors(this, 'monitors', plan.monitors);
    if (plan.alerts) new Alerts(this, 'alerts', plan.alerts);
    if (plan.dashboard) new Dashboard(this, 'dashboard', plan.dashboard);
  }
}
