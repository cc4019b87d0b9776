import type { InferencePlan } from './inference-plan';
import type { EndpointPickerMetrics } from '../stack/picker/endpoint-picker-release';
import type { ModelServerMetrics } from '../stack/vllm/metrics';
import type { Role } from '../spec/role';
import type { ObjectivesSpec } from '../spec/operations';
import { objectives } from './objectives';

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
  pools: [pool],
  spec,
}: Pick<InferencePlan, 'endpointPicker' | 'name' | 'pools' | 'spec'>): ServingMetrics | undefined {
  const known = pool?.modelServer.known;
  return (
    known && {
      name,
      namespace: spec.namespace,
      modelServer: known.metrics,
      picker: { name: picker, ...(release.metrics && { metrics: release.metrics }) },
      objectives: objectives(spec.operations?.monitoring),
    }
  );
}
