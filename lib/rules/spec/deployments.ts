import { Construct } from 'constructs';
import { shown } from '../../schema/shown';
import { Finding } from '../language/finding';
import { applyRule, RuleText } from '../language/rule';

/** A rule that {@link checkName} applies. */
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

/** A rule that {@link checkName} applies. */
export const usableNameRule = {
  id: 'PD709',
  title: 'The name of a deployment is a text that a construct can have',
  severity: 'error',
  cause:
    'the name becomes the id of a construct, and constructs look ids up in an object: a name that every object of '
    + 'JavaScript has counts as taken',
  fix: 'use a name of lowercase letters, digits and dashes, for example llama',
  source: 'constructs 10 lib/construct.js, addChild',
  evidence: 'read',
  waivable: false,
} as const satisfies RuleText;

/** What is wrong with the name of a deployment, beside its characters, before there is a construct with it. */
export function checkName(app: Construct, name: unknown): Finding[] {
  if (typeof name !== 'string')
    return applyRule(usableNameRule, UNNAMED, [{ field: 'name', cause: `must be text, got ${shown(name)}` }]);
  if (isOfEveryObject(name))
    return applyRule(usableNameRule, name, [{ field: 'name', cause: `'${name}' is a name that every object has` }]);
  return applyRule(
    uniqueRule,
    name,
    app.node.tryFindChild(name) ? [{ field: 'name', cause: `the deployment '${name}' is in the app twice` }] : [],
  );
}

/** The name, or, where it cannot be one or is taken, one under which the deployment can be reported. */
export function freeId(app: Construct, name: unknown): string {
  if (typeof name !== 'string' || name === '') return freeId(app, UNNAMED);
  if (isOfEveryObject(name)) return freeId(app, `${name} (reserved)`);
  return app.node.tryFindChild(name) ? freeId(app, `${name} (again)`) : name;
}

/** How a deployment without a name is reported. */
const UNNAMED = 'unnamed';

function isOfEveryObject(name: string): boolean {
  return name in {};
}
