import { MODEL_LABEL, ROLE_LABEL } from '../../plan/labels';
import type { Finding } from '../language/finding';
import { describe, RenderedObject } from '../language/rendered-object';
import { applyRule, RuleText } from '../language/rule';
import { workloadsIn } from '../../workloads/workloads';
import { routingRules } from '../plan/routing/routing';
import { routingPodRules } from '../plan/routing/routing-pods';
import { Backend, backendsOf, ModelServers, modelServersOf, PoolObject, poolOf, unselected } from './routed-objects';

/** The way of a request, as it is written: routes to pools, pools to the pods of both roles and to their picker. */
export class WrittenRoutes {
  private readonly servers: Written<ModelServers>[] = [];
  private readonly pools: Written<PoolObject>[] = [];
  private readonly backends: Written<Backend>[] = [];
  private readonly services = new Map<string, readonly unknown[]>();

  /** Takes an object of a chart in. */
  public add(chart: string, object: RenderedObject): void {
    const namespace = object.metadata?.namespace;
    // Most objects are none of these, and need no name for a message.
    const written = (of = object) => ({ chart, name: describe(of), namespace });
    const pool = poolOf(object);
    for (const workload of workloadsIn(object)) {
      const servers = modelServersOf(workload);
      if (servers) this.servers.push({ ...servers, ...written(workload) });
    }
    if (pool) this.pools.push({ ...pool, ...written() });
    for (const backend of backendsOf(object)) this.backends.push({ ...backend, ...written() });
    if (object.kind !== 'Service') return;
    this.services.set(key(namespace, object.metadata?.name), servicePorts(object));
  }

  /** Where the objects do not fit together. */
  public findings(): Finding[] {
    const byLabel = indexed(this.servers);
    const poolsByName = new Map<string, Written<PoolObject>[]>();
    for (const pool of this.pools) push(poolsByName, key(pool.namespace, pool.poolName), pool);
    return [
      ...this.servers.flatMap(ownPods),
      ...this.pools.flatMap(pool => [...selectedPods(pool, byLabel), ...this.pickerPort(pool)]),
      ...this.backends.flatMap(backend => route(backend, poolsByName.get(key(backend.namespace, backend.pool)) ?? [])),
    ];
  }

  private pickerPort({ chart, name, namespace, picker }: Written<PoolObject>): Finding[] {
    const ports = this.services.get(key(namespace, picker.service));
    return ports === undefined || ports.includes(picker.port)
      ? []
      : found(
          'PD412',
          chart,
          name,
          `calls its endpoint picker on port ${shown(picker.port)}, but Service/${shown(picker.service)} has `
          + `${ports.join(', ')}`,
        );
  }
}

type Written<T> = T & { readonly chart: string; readonly name: string; readonly namespace: unknown };

function ownPods({ chart, labels, name, selector }: Written<ModelServers>): Finding[] {
  return unselected(selector, labels).flatMap(label =>
    found('PD410', chart, name, `selects the label ${label}, which its own pods do not have`));
}

/** The pods that a pool selects, and those that it was meant for. */
function selectedPods(
  pool: Written<PoolObject>,
  byLabel: ReadonlyMap<string, readonly Written<ModelServers>[]>,
): Finding[] {
  const candidates = discerning(pool.selector).map(
    ([label, value]) => byLabel.get(key(pool.namespace, label, value)) ?? [],
  );
  const reach = candidates.length > 0 ? candidates.flat() : (byLabel.get(key(pool.namespace)) ?? []);
  const inReach = [...new Set(reach)].filter(servers => near(pool, servers));
  const selected = inReach.filter(({ labels }) => unselected(pool.selector, labels).length === 0);
  const proxied = selected.some(server => server.proxied);
  const roles = new Set(selected.map(({ labels }) => labels[ROLE_LABEL]));
  return [
    ...inReach.filter(servers => !selected.includes(servers)).flatMap(servers => missed(pool, servers)),
    ...(proxied && !roles.has('prefill')
      ? found('PD408', pool.chart, pool.name, `selects no pods with ${ROLE_LABEL}=prefill`)
      : []),
    ...anyDeployment(pool, selected),
    ...selected.flatMap(servers => [...roleOf(servers), ...ports(pool, servers)]),
  ];
}

function missed(pool: Written<PoolObject>, { labels, name }: Written<ModelServers>): Finding[] {
  return unselected(pool.selector, labels).flatMap(label =>
    found('PD408', pool.chart, pool.name, `selects the label ${label}, which the pods of ${name} do not have`));
}

/** A selector without the value that tells deployments apart selects the pods of each. */
function anyDeployment(pool: Written<PoolObject>, selected: readonly Written<ModelServers>[]): Finding[] {
  const values = new Set(Object.values(pool.selector));
  const named = selected.map(({ labels }) => labels[MODEL_LABEL]).find(name => name !== undefined && !values.has(name));
  return named === undefined
    ? []
    : found('PD409', pool.chart, pool.name, `selects no label with the deployment's name '${shown(named)}'`);
}

/** A pool that misses a Deployment's pods by one label was meant for them: the one that says whose they are agrees. */
function near({ selector }: PoolObject, { labels, selector: own }: ModelServers): boolean {
  return unselected(selector, labels).length === 0 || Object.entries(own)
    .some(([label, value]) => label !== ROLE_LABEL && selector[label] === value);
}

function roleOf({ chart, labels, name, proxied }: Written<ModelServers>): Finding[] {
  const role = labels[ROLE_LABEL];
  const meant = proxied ? 'decode' : 'prefill';
  if (role === meant || (role === 'decode' && !proxied)) return [];
  return found(
    'PD411',
    chart,
    name,
    `\`${ROLE_LABEL}\` of its pods is '${shown(role)}', but the endpoint picker needs ${meant}`,
  );
}

function ports(
  pool: Written<PoolObject>, { activePorts, name, servingPorts }: Written<ModelServers>,
): Finding[] {
  const used = pool.targetPorts.filter(target => activePorts === undefined || activePorts.includes(Number(target)));
  return used.filter(target => !servingPorts.includes(target)).flatMap(target => found('PD406', pool.chart, pool.name,
    `sends requests to port ${shown(target)}, but pods of ${name} accept them on `
    + servingPorts.map(shown).join(', ')));
}

function route({ chart, group, name, pool, port }: Written<Backend>, pools: readonly Written<PoolObject>[]): Finding[] {
  // A pool that is not written here may exist already.
  if (pools.length === 0) return [];
  const target = pools.find(candidate => candidate.group === group);
  if (!target) {
    const groups = pools.map(other => other.group).join(', ');
    return found('PD403', chart, name, `refers to ${shown(pool)} of ${shown(group)}, but this pool is in ${groups}`);
  }
  return port === undefined || target.targetPorts.includes(port)
    ? []
    : found(
        'PD406',
        chart,
        name,
        `refers to port ${shown(port)} of ${target.name}, which has ${target.targetPorts.join(', ')}`,
      );
}

function found(id: RuleText['id'], chart: string, field: string, cause: string): Finding[] {
  const rule = [...routingRules, ...routingPodRules].find(candidate => candidate.id === id)!;
  return applyRule(rule, chart, [{ field, cause }]);
}

function indexed(servers: readonly Written<ModelServers>[]): Map<string, Written<ModelServers>[]> {
  const index = new Map<string, Written<ModelServers>[]>();
  for (const server of servers) {
    push(index, key(server.namespace), server);
    for (const [label, value] of discerning(server.labels)) push(index, key(server.namespace, label, value), server);
  }
  return index;
}

/** A marker that thousands share finds nobody in particular. */
function discerning(labels: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(labels).filter(([, value]) => value !== 'true');
}

function push<T>(lists: Map<string, T[]>, at: string, entry: T): void {
  const list = lists.get(at);
  if (list) list.push(entry);
  else lists.set(at, [entry]);
}

function key(...parts: readonly unknown[]): string {
  return JSON.stringify(parts.map(part => part ?? null));
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value) ?? '';
}

function servicePorts({ spec }: RenderedObject): readonly unknown[] {
  const ports = (spec as { readonly ports?: readonly { readonly port?: unknown }[] } | null | undefined)?.ports;
  return Array.isArray(ports) ? ports.map(entry => (entry as { readonly port?: unknown } | null)?.port) : [];
}
