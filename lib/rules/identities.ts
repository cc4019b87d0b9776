import { Finding } from './finding';
import { describe, RenderedObject } from './objects';
import { applyRule } from './rule';

/** The rule that {@link Identities} applies. */
export const identityRule = {
  id: 'PD737',
  title: 'An object is in the manifests once',
  severity: 'error',
  cause: 'the second would replace the first, in whatever order they are applied',
  fix: 'give one of the two another name or namespace; a namespace that two deployments share is made by one of them (`createNamespace: false` in the other)',
  source: 'the API server knows an object by group, kind, namespace and name: the second would replace the first',
  evidence: 'read',
  waivable: false,
} as const;

/** The objects that were written so far in an app, by what the API server tells them apart by. */
export class Identities {
  private readonly owners = new Map<string, string>();

  /** Adds an object of a chart; a finding where another is there already. */
  public add(chart: string, object: RenderedObject): Finding[] {
    const group = String(object.apiVersion).split('/').slice(0, -1).join('/');
    const key = [group, String(object.kind), (object.metadata?.namespace as string | undefined) ?? '', String(object.metadata?.name)].join('\n');
    const owner = this.owners.get(key);
    if (owner === undefined) this.owners.set(key, chart);
    return applyRule(identityRule, chart, owner === undefined ? [] : [{ field: describe(object), cause: `is also in ${owner === chart ? 'the same chart' : owner}` }]);
  }
}
