import type { FabricSpec, RdmaSpec } from '../spec/operations';
import type { Role } from '../spec/role';
import { efaInstance } from './efa';

/** The extended resource of an RDMA device, and how many a pod gets; none with TCP. */
export function rdmaDevices(
  fabric: FabricSpec, { gpus, role }: { readonly gpus: number; readonly role: Role },
): Readonly<Record<string, number>> {
  if (fabric === 'tcp') return {};
  const { devices, instanceType, network, resource = rdmaResources[network] } = fabric;
  const stated = typeof devices === 'object' ? devices[role] : devices;
  return { [resource]: stated ?? shareOf(instanceType, gpus) };
}

/** The devices of a node that go with some of its GPUs, at least one; one where the node is not known. */
function shareOf(instanceType: string | undefined, gpus: number): number {
  const node = efaInstance(instanceType);
  return node === undefined ? 1 : Math.max(1, Math.floor((gpus * node.devices) / node.gpus));
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
