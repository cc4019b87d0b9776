import { Construct } from 'constructs';
import { Finding } from '../language/finding';
import { applyRule, RuleText } from '../language/rule';

/** The rule that {@link checkUnique} applies. */
export const uniqueRule = {
  id: 'PD702',
  title: 'A deployment has a unique name',
  severity: 'error',
  cause: 'two deployments of the same name would write the same file and conflict over the same objects',
  fix: 'give the second deployment another name',
  source: 'the name is the file\'s, the label\'s that selects the pods, and the prefix of object names',
  evidence: 'read',
  waivable: false,
} as const satisfies RuleText;

/** Whether a deployment of this name is already in the app. */
export function checkUnique(app: Construct, name: string): Finding[] {
  return applyRule(
    uniqueRule,
    name,
    app.node.tryFindChild(name) ? [{ field: 'name', cause: `the deployment '${name}' is in the app twice` }] : [],
  );
}

/** The name, or, where it is empty or taken, one under which the deployment can be reported. */
export function freeId(app: Construct, name: string): string {
  if (name === '') return freeId(app, 'unnamed');
  return app.node.tryFindChild(name) ? freeId(app, `${name} (again)`) : name;
}
