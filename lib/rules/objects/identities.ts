import { Finding } from '../language/finding';
import { describe, RenderedObject } from '../language/rendered-object';
import { applyRule } from '../language/rule';

/** The rule that {@link Identities} applies. */
export const identityRule = {
  id: 'PD737',
  title: 'Each object is in the manifests only once',
  severity: 'error',
  cause: 'the object that is applied last replaces the other',
  fix:
    'give one of them another name or namespace; if two deployments share a namespace, set `createNamespace: '
    + 'false` in one of them',
  source: 'the API server knows an object by group, kind, namespace and name: the second would replace the first',
  evidence: 'read',
  waivable: false,
} as const;

/** The objects that were written so far in an app, by what the API server tells them apart by. */
export class Identities {
  /** Which chart has an object, by group and kind, namespace and name. */
  private readonly owners = new Map<string, Map<string, Map<string, string>>>();

  /** Claims the identity of an object for a chart; a finding where another is there already. */
  public claim(chart: string, object: RenderedObject): Finding[] {
    const [version, name] = [String(object.apiVersion), String(object.metadata?.name)];
    const ofKind = within(
      this.owners,
      `${version.slice(0, Math.max(version.lastIndexOf('/'), 0))} ${String(object.kind)}`,
    );
    const owners = within(ofKind, (object.metadata?.namespace as string | undefined) ?? '');
    const owner = owners.get(name);
    if (owner !== undefined)
      return applyRule(identityRule, chart, [
        { field: describe(object), cause: `is also in ${owner === chart ? 'the same chart' : owner}` },
      ]);
    owners.set(name, chart);
    return [];
  }
}

function within<T>(maps: Map<string, Map<string, T>>, key: string): Map<string, T> {
  let map = maps.get(key);
  if (!map) maps.set(key, map = new Map<string, T>());
  return map;
}
