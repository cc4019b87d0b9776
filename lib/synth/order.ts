import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Finding } from '../rules/language/finding';
import { cycleRule } from './app-rules';

/**
 * All constructs below one, in the order in which cdk8s 2.70 writes them: dependencies first, else as they were made.
 * cdk8s visits a construct once for every path that leads to it, which doubles with each link of a chain; here each is
 * visited once.
 *
 * A cycle is an error that names its members; {@link cycleFinding} puts it into words.
 */
export function inOrder(root: IConstruct): IConstruct[] {
  const vertices = byPath(root.node.findAll());
  const edges = dependencyEdges(vertices);
  if (edges.size === 0) return vertices;
  const dependedOn = new Set([...edges.values()].flatMap(targets => [...targets]));
  const found = new Set<IConstruct>();
  for (const vertex of vertices) if (!dependedOn.has(vertex)) visit(vertex, edges, found);
  // What no root leads to is on a cycle.
  for (const vertex of vertices) visit(vertex, edges, found);
  return [...found];
}

type Edges = ReadonlyMap<IConstruct, ReadonlySet<IConstruct>>;

/** Without recursion: a chain of ten thousand dependencies would overflow the call stack. */
function visit(start: IConstruct, edges: Edges, found: Set<IConstruct>): void {
  const path = found.has(start) ? [] : [start];
  const open = new Map(path.map(vertex => [vertex, targetsOf(vertex, edges)]));
  for (let vertex = path.at(-1); vertex !== undefined; vertex = path.at(-1)) {
    const { done, value: target } = open.get(vertex)!.next();
    if (done) {
      found.add(vertex);
      open.delete(vertex);
      path.pop();
    } else if (open.has(target)) {
      throw new DependencyCycle(
        [...path.slice(path.indexOf(target)), target].map(({ node }) => node.path).join(' => '),
      );
    } else if (!found.has(target)) {
      path.push(target);
      open.set(target, targetsOf(target, edges));
    }
  }
}

function targetsOf(vertex: IConstruct, edges: Edges): Iterator<IConstruct, undefined> {
  return (edges.get(vertex) ?? new Set<IConstruct>()).values() as Iterator<IConstruct, undefined>;
}

function dependencyEdges(vertices: readonly IConstruct[]): Edges {
  const inside = new Set(vertices);
  const edges = new Map<IConstruct, Set<IConstruct>>();
  for (const source of vertices) {
    const targets = source.node.dependencies.filter(target => inside.has(target));
    if (targets.length > 0) edges.set(source, new Set(targets));
  }
  return edges;
}

// cdk8s keeps constructs in an object by path, and an object lists keys that are whole numbers first.
function byPath(constructs: IConstruct[]): IConstruct[] {
  const numbered = constructs.filter(
    ({ node }) => /^(0|[1-9]\d{0,9})$/.test(node.path) && Number(node.path) < 2 ** 32 - 1,
  );
  if (numbered.length === 0) return constructs;
  const first = new Set(numbered);
  return [
    ...numbered.sort((a, b) => Number(a.node.path) - Number(b.node.path)),
    ...constructs.filter(construct => !first.has(construct)),
  ];
}

/** The charts of an app, in the order in which their files are numbered. */
export function chartsInOrder(app: IConstruct): Chart[] {
  return inOrder(app).filter((construct): construct is Chart => construct instanceof Chart);
}

/** The objects of a chart, without those of charts inside it. */
export function objectsInOrder(chart: Chart): ApiObject[] {
  return inOrder(chart).filter(
    (construct): construct is ApiObject => construct instanceof ApiObject && construct.chart === chart,
  );
}

class DependencyCycle extends Error {}

/** What is wrong with dependencies that go in a circle; nothing for any other error. */
export function cycleFinding(error: unknown): Finding | undefined {
  return error instanceof DependencyCycle ? {
    rule: cycleRule.id,
    severity: cycleRule.severity,
    deployment: 'app',
    field: 'addDependency',
    cause: `constructs depend on each other in a circle: ${error.message}`,
    fix: cycleRule.fix,
    source: cycleRule.source,
  } : undefined;
}
