import { Construct } from 'constructs';
import {
  PrometheusRule,
  PrometheusRuleSpecGroupsRules,
  PrometheusRuleSpecGroupsRulesExpr,
} from '../../../imports/monitoring.coreos.com';
import type { Alert } from './alerts/alert';
import { alerts } from './alerts/alert-rules';
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
  { command, expr, minutes, name, runbook, severity, summary }: Alert,
  { name: deployment, runbookUrl }: AlertsProps,
): PrometheusRuleSpecGroupsRules {
  return {
    alert: name,
    expr: PrometheusRuleSpecGroupsRulesExpr.fromString(expr),
    for: `${minutes}m`,
    labels: { deployment, severity },
    annotations: {
      summary: `${deployment}: ${summary}`,
      runbook: `${runbook}. \`${commandOf(command, deployment)}\``,
      ...runbookUrl !== undefined && { runbook_url: pageOf(name, runbookUrl) },
    },
  };
}

/** The name of a page in small letters is the convention of kube-prometheus. */
function pageOf(alert: string, runbookUrl: string): string {
  return `${runbookUrl.replace(/\/+$/, '')}/${alert.toLowerCase()}`;
}

/** `logs NAME picker` has the deployment where the name stands; a command of one word has it at its end. */
function commandOf(command: string, deployment: string): string {
  return `npx llmd ${command.includes('NAME') ? command.replace('NAME', deployment) : `${command} ${deployment}`}`;
}
