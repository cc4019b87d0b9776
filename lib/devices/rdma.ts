import type { FabricSpec, RdmaSpec } from '../spec/operations';

/** The extended resource of an RDMA device, and how many a pod gets; none with TCP. */
export function rdmaDevices(fabric: FabricSpec): Readonly<Record<string, number>> {
  return fabric === 'tcp' ? {} : { [fabric.resource ?? rdmaResources[fabric.network]]: fabric.devices ?? 1 };
}

/**
 * Whether UCX, which NIXL moves KV cache with, has RDMA on this fabric. Not on AWS's EFA, whatever name its device
 * plugin is asked by: there UCX moves the data over TCP or emulates RDMA in software (ai-dynamo/nixl#909,
 * vllm-project/vllm#41814).
 */
export function hasUcxRdma(fabric: FabricSpec): boolean {
  return fabric !== 'tcp' && !isEfa(fabric);
}

/** Whether the devices are AWS's. */
export function isEfa({ network, resource }: RdmaSpec): boolean {
  return network === 'efa' || resource?.startsWith('vpc.amazonaws.com/') === true;
}

/**
 * The names under which device plugins offer RDMA devices unless they are configured otherwise: `rdma/ib` in
 * llm-d/llm-d `guides/pd-disaggregation`, `rdma/roce_gdr` in llm-d/llm-d-benchmark
 * `LLMDBENCH_VLLM_COMMON_NETWORK_RESOURCE`, and that of AWS's EFA device plugin.
 */
export const rdmaResources: Readonly<Record<RdmaSpec['network'], string>> = {
  infiniband: 'rdma/ib',
  roce: 'rdma/roce_gdr',
  efa: 'vpc.amazonaws.com/efa',
};
