import type { InferencePlan } from '../plan/inference-plan';
import { isOfLibrary } from '../stack/releases';
import { judge } from './judge';
import { BoundedSet } from './language/bounded-set';
import type { Finding } from './language/finding';
import type { WrittenObject } from './language/rendered-object';
import type { Rule } from './language/rule';
import { findingsOfOwn } from './language/own-rules';
import { CleanObjects } from './objects/clean-objects';
import type { Names } from './language/names-in-text';
import { checkObject } from './objects/objects';
import { nameRules } from './plan/api/names';

/**
 * Judges the deployments and objects of one app, and remembers in which nothing was found. The deployments of a fleet
 * differ in their names more often than in anything else, so of one that is a clean one under other names only what the
 * names decide is judged again.
 *
 * It finds what {@link judge} and {@link checkObject} find in each alone (`__tests__/rules/fleet.test.ts`), and is the
 * only place that remembers one deployment for another.
 */
export class Fleet {
  /** The specs in which nothing was found, without their namespaces. */
  private readonly specs = new BoundedSet<string>(MOST_SPECS);
  private readonly objects = new CleanObjects();

  /** @param own rules beside those of this library, well formed */
  constructor(private readonly own: readonly Rule[] = []) {}

  /** All findings on one deployment that its spec does not waive. The plan is as `planInference` derives it. */
  public checkPlan(plan: InferencePlan): readonly Finding[] {
    const { release } = plan.spec;
    // What is known of a release is long, and most deployments have one of the library's, which cannot be changed.
    const named = isOfLibrary(release) ? release.name : release;
    const text = JSON.stringify({ ...plan.spec, namespace: '', release: named });
    if (this.specs.has(text) && this.isClean(plan)) return [];
    const { findings } = judge(plan, this.own);
    // What is waived of the app's own rules may be found under one name only, and then its waiver has nothing to match.
    if (findings.length === 0 && !this.own.some(({ id }) => plan.spec.waive?.[id] !== undefined)) this.specs.add(text);
    return findings;
  }

  /** Whether the rules that may look at the name find nothing: those about names, and the app's own. */
  private isClean(plan: InferencePlan): boolean {
    return nameRules.every(rule => rule.check(plan).length === 0)
      && this.own.every(rule => findingsOfOwn(rule, plan).length === 0);
  }

  /** All findings on one object of a deployment. */
  public checkWritten(names: Names, written: WrittenObject): readonly Finding[] {
    if (this.objects.has(names, written)) return [];
    const findings = checkObject(names[0], written.object);
    if (findings.length === 0) this.objects.add(names, written);
    return findings;
  }
}

const MOST_SPECS = 1000;
