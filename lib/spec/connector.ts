import type { Role } from './role';

/** What takes KV cache from prefill pods to decode pods, and how. Without `prefill` nothing is taken anywhere. */
export type ConnectorSpec = NixlConnectorSpec | MooncakeConnectorSpec | MoriIoConnectorSpec | TpuConnectorSpec;

/** NIXL: decode pods read the KV cache out of the memory of prefill pods. */
export interface NixlConnectorSpec {
  readonly type: 'nixl';
  /**
   * The transports that NIXL loads, `backends`. Both roles have the same.
   * @default - LIBFABRIC on EFA, where UCX has no RDMA; else vLLM's own, which is UCX
   */
  readonly backends?: readonly NixlBackend[];
  /**
   * Where the KV cache is that NIXL registers, `kv_buffer_device`: the device itself or, with `cpu`, a copy in the
   * memory of the host, in both roles or in neither (PD352). One for each role where devices differ.
   * @default - vLLM's own, the device
   */
  readonly bufferDevice?: BufferDevice | Readonly<Record<Role, BufferDevice>>;
  /**
   * Seconds that a prefill pod keeps KV cache which nobody has read, `kv_lease_duration`: longer than a request waits
   * for its decode pod. A decode pod that has the request in its queue extends them.
   * @default - vLLM's own, 30
   */
  readonly leaseSeconds?: number;
  /**
   * `enable_permute_local_kv`: each role turns what it reads into the layout that it keeps, for devices that lay heads
   * and tokens out differently.
   * @default false
   */
  readonly permuteLocalCache?: boolean;
}

/** A transport of NIXL. */
export type NixlBackend = 'UCX' | 'LIBFABRIC';

/** A place of KV cache, in the words of vLLM. */
export type BufferDevice = 'cuda' | 'cpu' | 'xpu' | 'hpu';

/** Mooncake: prefill pods write KV cache into the memory of decode pods. The image must have its transfer engine. */
export interface MooncakeConnectorSpec {
  readonly type: 'mooncake';
  /** How it travels, `mooncake_protocol`. @default - `rdma` with a fabric, else `tcp` */
  readonly protocol?: 'rdma' | 'tcp';
}

/** MoRI-IO, on GPUs of AMD. The image must have it. */
export interface MoriIoConnectorSpec {
  readonly type: 'mori-io';
}

/** The connectors of tpu-inference, vLLM's plugin for Google's TPUs. */
export interface TpuConnectorSpec {
  /** `tpu-hybrid` is for models whose layers keep different things, of which `tpu` moves only one kind. */
  readonly type: 'tpu' | 'tpu-hybrid';
}
