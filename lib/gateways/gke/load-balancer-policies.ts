import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

/** What {@link LoadBalancerPolicies} needs. */
export interface LoadBalancerPoliciesProps {
  /** Name of the pool, and of both policies. */
  readonly name: string;
  /** API group of the pool. */
  readonly group: string;
  /** The port that its pods serve. */
  readonly port: number;
  /** Seconds after which a request is cut. */
  readonly timeoutSeconds: number;
}

/**
 * What a load balancer of Google Cloud is told of a pool: how it asks pods for their health, for without a policy it
 * asks for `/`, which an engine answers with 404; and how long a request may take, 30 seconds without a policy. The
 * numbers are those of llm-d-router ebab6879 `config/charts/llm-d-router-gateway/templates/gke.yaml`. The picker needs
 * no policy: GKE asks for its health on port 9003, where it answers.
 */
export class LoadBalancerPolicies extends Construct {
  constructor(scope: Construct, id: string, { group, name, port, timeoutSeconds }: LoadBalancerPoliciesProps) {
    super(scope, id);
    const targetRef = { group, kind: 'InferencePool', name };
    new ApiObject(this, 'health', {
      apiVersion: 'networking.gke.io/v1',
      kind: 'HealthCheckPolicy',
      metadata: { name },
      spec: {
        targetRef,
        default: {
          checkIntervalSec: 2,
          timeoutSec: 2,
          config: { type: 'HTTP', httpHealthCheck: { requestPath: '/health', port } },
        },
      },
    });
    new ApiObject(this, 'backend', {
      apiVersion: 'networking.gke.io/v1',
      kind: 'GCPBackendPolicy',
      metadata: { name },
      spec: { targetRef, default: { timeoutSec: timeoutSeconds, logging: { enabled: true } } },
    });
  }
}
