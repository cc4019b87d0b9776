import type { Finding } from '../language/finding';
import type { RenderedObject } from '../language/rendered-object';
import { EnginePairs } from './engine-pairs';
import { SharedGateways } from './shared-gateways';
import { SharedNamespaces } from './shared-namespaces';
import { WrittenRoutes } from './written-routes';

/**
 * The rules between objects, asked of what is written: engines that hand KV cache over, the way of a request to
 * them, and the pods of a namespace.
 */
export class WrittenPairs {
  private readonly engines = new EnginePairs();
  private readonly routes = new WrittenRoutes();
  private readonly gateways = new SharedGateways();
  private readonly namespaces = new SharedNamespaces();

  /** Takes an object of a chart in. */
  public add(chart: string, object: RenderedObject): void {
    this.engines.add(chart, object);
    this.routes.add(chart, object);
    this.gateways.add(chart, object);
    this.namespaces.add(chart, object);
  }

  /** What does not fit together. */
  public findings(): Finding[] {
    return [this.engines, this.routes, this.gateways, this.namespaces].flatMap(rules => rules.findings());
  }
}
