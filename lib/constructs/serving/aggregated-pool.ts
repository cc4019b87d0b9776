import { Construct } from 'constructs';
import { DecodePoolPlan } from '../../plan/decode-pool-plan';
import { routingProxy } from './routing-proxy';
import { ModelServerPool, PlannedPool, PoolFacts } from './model-server-pool';

/** An {@link AggregatedPool} takes either a plan and its volume or the few facts from which a plan is made. */
export type AggregatedPoolProps = PlannedPool<DecodePoolPlan> | PoolFacts;

/**
 * Pods that compute prompts and generate tokens: the only ones of a deployment, without transfer of KV cache to
 * another role; with a routing proxy only where they take it from each other. Their label is that of decode pods, as in
 * llm-d's charts (llm-d-modelservice `_helpers.tpl`, with `prefill.create: false`), so prefill pods can join later
 * without another selector.
 */
export class AggregatedPool extends ModelServerPool<'decode'> {
  /** Tells the type from that of a DecodePool, which needs prefill pods. */
  public readonly servesAlone = true;

  constructor(scope: Construct, id: string, props: AggregatedPoolProps) {
    super(scope, id, 'decode', props, ({ routingProxy: proxy }) => proxy ? [routingProxy(proxy)] : [], true);
  }
}
