import type { Quantity } from './quantity';

/** Where the engines of a role keep KV cache that their GPUs have no room for, to find it again. */
export type OffloadingSpec
  = NativeOffloadingSpec | LmCacheOffloadingSpec | MooncakeStoreOffloadingSpec | TpuOffloadingSpec;

/** vLLM's own: memory of the host and, below it, files or the memory of other pods. */
export interface NativeOffloadingSpec {
  readonly type: 'native';
  /**
   * Memory of the host for KV cache, of each engine, `cpu_bytes_to_use`. It is in `/dev/shm` and counts towards the
   * memory of the container.
   */
  readonly memory: Quantity;
  /** Tokens that are moved together, `block_size`: a multiple of `engine.blockSize`. @default - one block */
  readonly chunkTokens?: number;
  /** Whether only prompts are kept, `offload_prompt_only`, not answers. @default - vLLM's own */
  readonly promptOnly?: boolean;
  /** What leaves a full memory first, `eviction_policy`. @default - vLLM's own, `lru` */
  readonly eviction?: 'lru' | 'arc';
  /** Files below the memory. @default - none */
  readonly files?: FileTierSpec;
  /** The memory of the other pods of the role, from which a pod fetches what it lacks. @default - none */
  readonly peers?: PeerTierSpec;
}

/** Files with KV cache. Nothing removes them: the storage has to. */
export interface FileTierSpec {
  /** The folder: absolute, and none that the image or the library uses. */
  readonly path: `/${string}`;
  /** What is mounted there. */
  readonly storage: TierStorageSpec;
  /** Threads that read, `n_read_threads`. @default - vLLM's own, 16 */
  readonly readThreads?: number;
  /** Threads that write, `n_write_threads`. @default - vLLM's own, 16 */
  readonly writeThreads?: number;
}

/** Where files with KV cache are. */
export type TierStorageSpec
  = | {
    /** A claim of the role, ReadWriteMany, that is made: its pods read what any of them wrote. */
    readonly type: 'persistentVolumeClaim';
    /** Its size. */
    readonly size: Quantity;
    /** Its class, one that can be mounted on several nodes. @default - the cluster's default */
    readonly storageClassName?: string;
  }
  | {
    /** A claim that exists. */
    readonly type: 'existingClaim';
    /** Its name, in the deployment's namespace. */
    readonly claimName: string;
  }
  | {
    /** A folder of the node, which its pods share. The namespace's Pod Security level is then `privileged`. */
    readonly type: 'hostPath';
    /** The folder on the node. */
    readonly path: `/${string}`;
  }
  | {
    /** A folder of the pod, which goes with it. */
    readonly type: 'emptyDir';
    /** Its limit. */
    readonly size: Quantity;
  };

/** KV cache of other pods. */
export interface PeerTierSpec {
  /** The port on which pods ask each other. @default 7777 */
  readonly port?: number;
}

/** LMCache, a library in the image. */
export interface LmCacheOffloadingSpec {
  readonly type: 'lmcache';
  /** Memory of the host for KV cache, of each engine, `LMCACHE_MAX_LOCAL_CPU_SIZE`. @default - LMCache's own, 5Gi */
  readonly memory?: Quantity;
  /** Files below the memory. @default - none */
  readonly files?: LmCacheFilesSpec;
}

/** Files of LMCache. */
export interface LmCacheFilesSpec extends Pick<FileTierSpec, 'path' | 'storage'> {
  /** The most that is kept, `LMCACHE_MAX_LOCAL_DISK_SIZE`. */
  readonly limit: Quantity;
  /** Whether files are read and written past the page cache of the node, `use_odirect`. @default false */
  readonly direct?: boolean;
}

/** The store of Mooncake: memory of many hosts, or a store beside them, behind one master. */
export interface MooncakeStoreOffloadingSpec {
  readonly type: 'mooncake-store';
  /** Where the master answers, `host:port`. It is not part of the deployment. */
  readonly master: string;
  /**
   * Memory of each engine that it gives to the store, `global_segment_size`; without, the store has memory and files of
   * its own (`standalone-store`). @default - none
   */
  readonly memory?: Quantity;
  /** Memory of each engine for what is on its way, `local_buffer_size`. @default 4Gi */
  readonly buffer?: Quantity;
  /** How it travels. @default - `rdma` with a fabric, else `tcp` */
  readonly protocol?: 'rdma' | 'tcp';
  /** Whether the store writes to files what its memory has no room for, `enable_offload`. @default false */
  readonly files?: boolean;
}

/** Memory of the host of TPUs, by tpu-inference. */
export interface TpuOffloadingSpec {
  readonly type: 'tpu';
  /** Chunks of KV cache that the memory of the host holds, `TPU_OFFLOAD_NUM_CPU_CHUNKS`. */
  readonly chunks: number;
  /** Blocks that are on their way at a time, `TPU_OFFLOAD_NUM_STAGING_BLOCKS`. @default - tpu-inference's own */
  readonly stagingBlocks?: number;
}
