import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import {
  GatewaySpecListenersAllowedRoutesNamespaces, GatewaySpecListenersAllowedRoutesNamespacesFrom,
} from '../../imports/gateway.networking.k8s.io';
import { gatewayNamed } from '../gateways/gateways';
import { gatewayFacts, judgeGateway } from '../rules/model-gateway';
import type { Finding } from '../rules/language/finding';
import { checkName, freeId } from '../rules/spec/deployments';
import { checkGatewayShape } from '../rules/spec/model-gateway-shape';
import type { ModelGatewaySpec } from '../spec/model-gateway';
import { targetHeaders } from '../stack/releases';
import { Checked, rememberCreation } from '../synth/findings-source';
import { validateInStockApp } from '../synth/stock-app';
import { Namespace } from '../constructs/namespace';
import { WrittenGateway } from '../constructs/routing/written-gateway';

/**
 * One Gateway for many models: deployments attach their routes with `entrance.from`, told apart by host, path, header
 * or the model in the body. Its id is the Gateway's name and its file's.
 */
export class ModelGateway extends Chart implements Checked {
  private readonly problems: readonly Finding[];
  /** The reasons for which the spec waives rules, by their ids. */
  public readonly waivers: Readonly<Record<string, string>>;

  constructor(scope: Construct, name: string, spec: ModelGatewaySpec) {
    const id = freeId(scope, name);
    const reported = typeof name === 'string' ? name : id;
    const shape = [...checkName(scope, name), ...checkGatewayShape(reported, spec)];
    super(scope, id, {
      ...(shape.length === 0 && { namespace: spec.namespace }),
      labels: { 'app.kubernetes.io/managed-by': 'cdk8s-llm-d', 'app.kubernetes.io/part-of': reported },
      disableResourceNameHashes: true,
    });
    rememberCreation(this, ModelGateway);
    this.waivers = (shape.length === 0 && spec.waive) || {};
    this.problems = shape.length > 0 ? shape : judgeGateway(reported, spec);
    validateInStockApp(this);
    if (!this.problems.some(({ severity }) => severity === 'error')) this.addParts(name, spec);
  }

  /** What cannot work, and what probably does not do what was meant. */
  public findings(): readonly Finding[] {
    return this.problems;
  }

  private addParts(name: string, spec: ModelGatewaySpec): void {
    const { containers: { gateway: { resources } = {} } = {}, gateway: provider, namespace, pullSecrets } = spec;
    const { entrance } = gatewayFacts(name, spec).inferenceGateway;
    if (spec.createNamespace ?? true) new Namespace(this, 'namespace', { name: namespace, podSecurity: 'restricted' });
    new WrittenGateway(this, 'gateway', {
      ...entrance,
      name,
      provider,
      pods: { ...(resources && { resources }), ...(pullSecrets && { pullSecrets }) },
      routesFrom: namespaces(spec.routesFrom),
    });
    // Every release's: a deployment of any may attach.
    const { entrance: { refuseHeaders } = {} } = gatewayNamed(provider.name);
    refuseHeaders?.(this, { gateway: name, name, headers: targetHeaders });
  }
}

function namespaces(from: ModelGatewaySpec['routesFrom'] = 'Same'): GatewaySpecListenersAllowedRoutesNamespaces {
  const { ALL, SAME, SELECTOR } = GatewaySpecListenersAllowedRoutesNamespacesFrom;
  if (typeof from === 'string') return { from: { All: ALL, Same: SAME }[from] };
  const values = [...from];
  return {
    from: SELECTOR,
    selector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values }] },
  };
}
