import type { PlannedVerification } from './planned-verification';
import type { ModelServerMetrics } from '../stack/vllm/metrics';
import type { VerificationSpec } from '../spec/operations';
import type { InferencePlan } from './inference-plan';
import type { PoolPlan } from './pool-plan';
import { requestObjectives } from './objectives';
import { leaderServes, servingPorts } from './parallelism';
import { poolOf, poolsOf } from './pools';
import { workloadNamed } from '../workloads/workloads';
import { verifiedMetrics, VerifiedRole } from './verification-plan';

/** The Jobs that a spec asks for. */
export function planVerification(
  plan: Pick<InferencePlan, 'inferenceGateway' | 'inferencePool' | 'name' | 'pools' | 'spec'>,
  metrics: ModelServerMetrics,
  { benchmark, requests = Math.max(128, ...plan.pools.map(engines => 16 * enginesOf(engines))) }: VerificationSpec,
): PlannedVerification {
  const { inferenceGateway, inferencePool, name, spec } = plan;
  const [[prefill], decode] = [poolsOf(plan, 'prefill'), poolOf(plan, 'decode')];
  const { model } = decode;
  const role = ({ enginePort, parallelism, replicas, selector, workload }: PoolPlan): VerifiedRole => ({
    // Of a group in which one pod takes requests, the others have no metrics.
    ...(leaderServes(parallelism)
      ? { selector: { ...selector, ...workloadNamed(workload).firstPod }, replicas }
      : { selector, replicas: replicas * parallelism.nodes }),
    enginePort,
    servingPort: inferencePool.targetPort,
    ...(servingPorts(parallelism) > 1 && { ranks: servingPorts(parallelism) }),
  });
  const { prompts = 200, concurrency = 32, inputTokens = 1000, outputTokens = 1000 } = benchmark ?? {};
  const { ttftMs, tpotMs } = requestObjectives(spec.operations?.monitoring);
  const { resources } = spec.containers?.verification ?? {};
  const { authentication, request } = inferenceGateway.entrance;
  return {
    deployment: name,
    ...(resources && { resources }),
    ...(authentication?.token && { token: authentication.token }),
    plan: {
      namespace: spec.namespace,
      gateway: request.url,
      ...(Object.keys(request.headers).length > 0 && { headers: request.headers }),
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

/** What counts requests of its own: each pod that takes them, or each of its ranks. */
function enginesOf({ parallelism, replicas }: Pick<PoolPlan, 'parallelism' | 'replicas'>): number {
  return replicas * (leaderServes(parallelism) ? 1 : parallelism.nodes) * servingPorts(parallelism);
}

/** Argo CD starts them when all is healthy; gateway and picker learn of the last pods a moment later. */
const PATIENCE_SECONDS = 120;
