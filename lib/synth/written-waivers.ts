import type { Finding } from '../rules/language/finding';
import { rules } from '../rules/judge';
import { writtenRules } from '../rules/objects/written-rules';

/** What the specs of an app waive of what is found in the objects: rules about objects, and plan rules asked of them. */
export class WrittenWaivers {
  private readonly waived = new Map<string, ReadonlySet<string>>();

  /**
   * Takes the waivers of a deployment, by its path. One without a reason, and one of a rule that cannot be waived, is
   * a finding of the deployment (PD703).
   */
  public add(deployment: string, waivers: Readonly<Record<string, string>> = {}): void {
    const rules = Object.keys(waivers).filter(rule => waivable.has(rule));
    if (rules.length > 0) this.waived.set(deployment, new Set(rules));
  }

  /** The findings without what their deployment waives. */
  public left(findings: readonly Finding[]): Finding[] {
    return findings.filter(({ deployment, rule }) => this.waived.get(deployment)?.has(rule) !== true);
  }
}

const waivable = new Set(
  [...rules, ...writtenRules].filter(rule => rule.waivable ?? true).map(({ id }) => id as string),
);
