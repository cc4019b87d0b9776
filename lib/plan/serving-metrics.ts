import type { InferencePlan } from './inference-plan';
import type { EndpointPickerMetrics } from '../stack/picker/endpoint-picker-release';
import type { ModelServerMetrics } from '../stack/vllm/metrics';
import type { Role } from '../spec/role';
import type { ObjectivesSpec } from '../spec/operations';
import { objectives } from './objectives';
import { poolsOf } from './pools';

/** What queries about a deployment are made of. */
export interface ServingMetrics {
  /** Name of the deployment, the value of its pods' label `llm-d.ai/model`. */
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
  /** The names of vLLM's metrics. */
  readonly modelServer: ModelServerMetrics;
  /** The picker: its Deployment, and its metrics where they are scraped. */
  readonly picker: { readonly name: string; readonly metrics?: EndpointPickerMetrics };
  /** Whether prompts are computed by pods of their own. */
  readonly isDisaggregated: boolean;
  /** The latency that callers may rely on. */
  readonly objectives: Required<ObjectivesSpec>;
}

/** The series of a metric of one role, or of both. */
export function series(
  { name, namespace }: Pick<ServingMetrics, 'name' | 'namespace'>,
  metric: string,
  role?: Role,
  more = '',
): string {
  return `${metric}{namespace="${namespace}",llm_d_ai_model="${name}"${role ? `,llm_d_ai_role="${role}"` : ''}${more}}`;
}

/**
 * What is read of the pods; nothing where the metrics of their vLLM are not known, which a rule refuses for all that
 * reads them (PD514).
 */
export function servingMetrics({
  endpointPicker: { name: picker, release },
  name,
  pools,
  spec,
}: Pick<InferencePlan, 'endpointPicker' | 'name' | 'pools' | 'spec'>): ServingMetrics | undefined {
  const known = pools[0]?.modelServer.known;
  return (
    known && {
      name,
      namespace: spec.namespace,
      modelServer: known.metrics,
      picker: { name: picker, ...(release.metrics && { metrics: release.metrics }) },
      isDisaggregated: poolsOf({ pools }, 'prefill').length > 0,
      objectives: objectives(spec.operations?.monitoring),
    }
  );
}
