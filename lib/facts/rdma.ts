import type { FabricSpec, RdmaSpec } from '../operations-spec';

/** The extended resource of an RDMA device, and how many a pod gets; none with TCP. */
export function rdmaDevices(fabric: FabricSpec): Readonly<Record<string, number>> {
  return fabric === 'tcp' ? {} : { [fabric.resource ?? rdmaResources[fabric.network]]: fabric.devices ?? 1 };
}

/**
 * The names under which device plugins offer RDMA devices unless they are configured otherwise: `rdma/ib` in llm-d/llm-d
 * `guides/pd-disaggregation`, `rdma/roce_gdr` in llm-d/llm-d-benchmark `LLMDBENCH_VLLM_COMMON_NETWORK_RESOURCE`, and that of AWS's EFA device plugin.
 */
export const rdmaResources: Readonly<Record<RdmaSpec['network'], string>> = {
  infiniband: 'rdma/ib',
  roce: 'rdma/roce_gdr',
  efa: 'vpc.amazonaws.com/efa',
};
