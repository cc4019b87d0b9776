import type { EndpointPickerMetrics } from '../stack/picker/endpoint-picker-release';
import type { ModelServerMetrics } from '../stack/vllm/metrics';
import type { Role } from '../spec/role';
import type { ObjectivesSpec } from '../spec/operations';

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
