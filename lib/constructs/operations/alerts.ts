import { Construct } from 'constructs';
import {
  PrometheusRule,
  PrometheusRuleSpecGroupsRules,
  PrometheusRuleSpecGroupsRulesExpr,
} from '../../../imports/monitoring.coreos.com';
import { Alert, alerts } from './alert-rules';
import { AlertsProps } from '../../plan/alerts-props';

/** When Prometheus calls somebody, and what they do then. */
export class Alerts extends Construct {
  constructor(scope: Construct, id: string, props: AlertsProps) {
    super(scope, id);
    new PrometheusRule(this, 'Default', {
      metadata: { name: props.name, labels: props.labels },
      spec: {
        groups: [{ name: `${props.namespace}/${props.name}`, rules: alerts(props).map(rule => ruleOf(rule, props)) }],
      },
    });
  }
}

function ruleOf(
  { expr, minutes, name, runbook, severity, summary }: Alert,
  { name: deployment }: AlertsProps,
): PrometheusRuleSpecGroupsRules {
  return {
    alert: name,
    expr: PrometheusRuleSpecGroupsRulesExpr.fromString(expr),
    for: `${minutes}m`,
    labels: { deployment, severity },
    annotations: { summary: `${deployment}: ${summary}`, runbook },
  };
}
