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
    'give one of them another name or namespace, also in `names`; if two deployments share a namespace, set '
    + '`createNamespace: false` in one of them',
  source: 'the API server knows an object by group, kind, namespace and name: the second would replace the first',
  evidence: 'read',
  waivable: false,
} as const;

/** The objects that were written so far in an app, by what the API server tells them apart by. */
export class Identities {
  /** Which chart has an object, by group and kind, namespace and name. */
  private readonly owners = new Map<string, Map<string, Map<string, string>>>();
  /** The objects that a chart has and another has too, by both. */
  private readonly clashes = new Map<string, { chart: string; owner: string; objects: string[] }>();

  /** Claims the identity of an object for a chart. */
  public claim(chart: string, object: RenderedObject): void {
    const [version, name] = [String(object.apiVersion), String(object.metadata?.name)];
    const ofKind = within(
      this.owners,
      `${version.slice(0, Math.max(version.lastIndexOf('/'), 0))} ${String(object.kind)}`,
    );
    const owners = within(ofKind, (object.metadata?.namespace as string | undefined) ?? '');
    const owner = owners.get(name);
    if (owner === undefined) {
      owners.set(name, chart);
      return;
    }
    const key = JSON.stringify([chart, owner]);
    const clash = this.clashes.get(key) ?? { chart, owner, objects: [] };
    clash.objects.push(describe(object));
    this.clashes.set(key, clash);
  }

  /** One finding for each two charts with the same objects: they have one cause. */
  public findings(): Finding[] {
    return [...this.clashes.values()].flatMap(({ chart, owner, objects }) => {
      const other = owner === chart ? 'the same chart' : owner;
      const [first = '', ...more] = objects;
      const named = more.slice(0, MOST_NAMED).join(', ');
      const rest = more.length > MOST_NAMED ? ` and ${more.length - MOST_NAMED} others` : '';
      const also = more.length > 0 ? `; so are ${named}${rest}` : '';
      const kinds = objects.map(object => object.slice(0, object.indexOf('/')));
      const change = changes.find(({ kind }) => kinds.includes(kind));
      return applyRule(identityRule, chart, [{
        field: first, cause: `is also in ${other}${also}`, ...change && { fix: `${change.fix} in one of the two` },
      }]);
    });
  }
}

const MOST_NAMED = 3;

/** By what a spec tells two deployments apart; the pool first, as names of most other objects follow from its own. */
const changes: readonly { readonly kind: string; readonly fix: string }[] = [
  { kind: 'InferencePool', fix: 'set `names.inferencePool` to another name' },
  {
    kind: 'Gateway',
    fix: 'attach to the Gateway of the other, `entrance: { from: { name } }` with `hostnames`, `pathPrefix` or '
      + '`headers` that tell the two apart, or set `names.gateway` to another name,',
  },
  { kind: 'HTTPRoute', fix: 'set `names.httpRoute` to another name' },
  { kind: 'Namespace', fix: 'set `createNamespace: false`' },
];

function within<T>(maps: Map<string, Map<string, T>>, key: string): Map<string, T> {
  let map = maps.get(key);
  if (!map) maps.set(key, map = new Map<string, T>());
  return map;
}
