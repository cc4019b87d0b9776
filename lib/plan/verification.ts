import type { PlannedVerification } from './planned-verification';
import type { ModelServerMetrics } from '../stack/vllm/metrics';
import type { VerificationSpec } from '../spec/operations';
import { serviceOf } from '../gateways/gateways';
import type { InferencePlan } from './inference-plan';
import type { PoolPlan } from './pool-plan';
import { requestObjectives } from './objectives';
import { poolOf, poolsOf } from './pools';
import { verifiedMetrics, VerifiedRole } from './verification-plan';

/** The Jobs that a spec asks for. */
export function planVerification(
  plan: Pick<InferencePlan, 'inferenceGateway' | 'inferencePool' | 'name' | 'pools' | 'spec'>,
  metrics: ModelServerMetrics,
  { benchmark, requests = Math.max(128, ...plan.pools.map(({ replicas }) => 16 * replicas)) }: VerificationSpec,
): PlannedVerification {
  const { inferenceGateway, inferencePool, name, spec } = plan;
  const [[prefill], decode] = [poolsOf(plan, 'prefill'), poolOf(plan, 'decode')];
  const { model } = decode;
  const role = ({ enginePort, replicas, selector }: PoolPlan): VerifiedRole => ({
    selector,
    replicas,
    enginePort,
    servingPort: inferencePool.targetPort,
  });
  const { prompts = 200, concurrency = 32, inputTokens = 1000, outputTokens = 1000 } = benchmark ?? {};
  const { ttftMs, tpotMs } = requestObjectives(spec.operations?.monitoring);
  const { resources } = spec.containers?.verification ?? {};
  return {
    deployment: name,
    ...(resources && { resources }),
    plan: {
      namespace: spec.namespace,
      gateway: gatewayUrl(inferenceGateway, spec.namespace),
      model: model.servedName,
      tokenizer: model.repository,
      roles: { ...(prefill && { prefill: role(prefill) }), decode: role(decode) },
      metrics: verifiedMetrics(metrics, prefill !== undefined),
    },
    tasks: [
      { name: 'verify', numbers: [requests, PATIENCE_SECONDS], deadlineSeconds: 900 },
      ...(benchmark
        ? [
            {
              name: 'bench' as const,
              numbers: [prompts, concurrency, inputTokens, outputTokens, PATIENCE_SECONDS, ttftMs, tpotMs],
              deadlineSeconds: 3600,
            },
          ]
        : []),
    ],
  };
}

/** Where a pod reaches the gateway. One without a Service has its address from its controller, which PD765 is about. */
function gatewayUrl({ name, provider }: InferencePlan['inferenceGateway'], namespace: string): string {
  const service = serviceOf(provider, { name, namespace });
  return service === undefined ? '' : `http://${service.name}.${service.namespace}.svc:80`;
}

/** Argo CD starts them when all is healthy; gateway and picker learn of the last pods a moment later. */
const PATIENCE_SECONDS = 120;
