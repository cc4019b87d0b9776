import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Finding } from '../rules/language/finding';
import { PatchError } from '../rules/language/json-patch';
import { applyRule } from '../rules/language/rule';
import { patchRule } from '../rules/objects/override-rules';
import { constructRule } from './app-rules';
import { creationOf, isChecked } from './findings-source';
import { setOrigin } from './source/locate';

/** What constructs say is wrong with them: findings, and the strings of cdk8s's own validations. */
export function constructFindings(constructs: readonly IConstruct[]): Finding[] {
  return constructs.flatMap((construct) => {
    try {
      return [
        ...isChecked(construct) ? placed(construct, construct.findings()) : [],
        ...construct.node.validate().map(message => validationFinding(construct, message)),
      ];
    } catch (error) {
      return [failureFinding(construct, error)];
    }
  });
}

/** The findings of a construct, each with where the app made it. */
function placed(construct: IConstruct, findings: readonly Finding[]): readonly Finding[] {
  const created = creationOf(construct);
  findings.forEach(finding => setOrigin(finding, created));
  return findings;
}

/** What a construct threw where it should have answered. */
export function failureFinding(construct: IConstruct, error: unknown): Finding {
  if (error instanceof PatchError) {
    const { cause, deployment, field } = validationFinding(construct, error.message);
    return applyRule(patchRule, deployment, [{ field, cause }])[0]!;
  }
  return validationFinding(construct, error instanceof Error ? error.message : String(error));
}

/** An error that is known only as a sentence, placed at a construct. */
export function validationFinding(construct: IConstruct, message: string): Finding {
  const chart = construct.node.scopes.find(scope => scope instanceof Chart)?.node.path ?? 'app';
  return {
    rule: constructRule.id,
    severity: constructRule.severity,
    deployment: chart,
    field: construct.node.path === chart ? 'chart' : construct.node.path.replace(`${chart}/`, ''),
    cause: message.replace(/\.$/, ''),
    fix: constructRule.fix,
    source: constructRule.source,
  };
}
