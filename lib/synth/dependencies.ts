import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';

/**
 * Spreads dependencies as cdk8s 2.70 does, once for the whole app: a chart comes after the charts inside it and after
 * every chart that something in it depends on; what depends on a construct comes after all objects of that construct.
 * Returns whether charts depend on charts, in which case cdk8s numbers their files.
 */
export function spreadDependencies(constructs: readonly IConstruct[]): boolean {
  const nested = constructs.filter((construct): construct is Chart => construct instanceof Chart)
    .flatMap(parent => parent.node.children.filter(child => child instanceof Chart).map(child => ({ parent, child })));
  for (const { parent, child } of nested) parent.node.addDependency(child);

  const between = dependencies(constructs)
    .map(({ source, target }) => ({ source: Chart.of(source), target: Chart.of(target) }))
    .filter(({ source, target }) => source !== target);
  for (const { source, target } of between) source.node.addDependency(target);

  for (const { source, target } of dependencies(constructs)) {
    for (const before of objectsOf(target)) {
      for (const after of objectsOf(source)) if (before !== after) after.node.addDependency(before);
    }
  }
  return nested.length > 0 || between.length > 0;
}

function dependencies(constructs: readonly IConstruct[]): { source: IConstruct; target: IConstruct }[] {
  return constructs.flatMap(source => source.node.dependencies.map(target => ({ source, target })));
}

function objectsOf(construct: IConstruct): ApiObject[] {
  const chart = Chart.of(construct);
  return construct.node
    .findAll()
    .filter((child): child is ApiObject => child instanceof ApiObject && child.chart === chart);
}
