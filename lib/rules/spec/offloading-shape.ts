import { boolean, number, object, oneOf, optional, Shape, string, union, wholeNumber } from '../../schema/shape';
import type {
  FileTierSpec, LmCacheFilesSpec, LmCacheOffloadingSpec, MooncakeStoreOffloadingSpec, NativeOffloadingSpec,
  PeerTierSpec, TierStorageSpec, TpuOffloadingSpec,
} from '../../spec/offloading';

type Storage<T extends TierStorageSpec['type']> = Extract<TierStorageSpec, { readonly type: T }>;

const storage = union({
  persistentVolumeClaim: object<Storage<'persistentVolumeClaim'>>({
    type: string, size: string, storageClassName: optional(string),
  }),
  existingClaim: object<Storage<'existingClaim'>>({ type: string, claimName: string }),
  hostPath: object<Storage<'hostPath'>>({ type: string, path: string }),
  emptyDir: object<Storage<'emptyDir'>>({ type: string, size: string }),
});

const threads = optional(wholeNumber(1, 1024));

/** `offloading` of a role. */
export const offloading: Shape = union({
  'native': object<NativeOffloadingSpec>({
    type: string,
    memory: string,
    chunkTokens: optional(number),
    promptOnly: optional(boolean),
    eviction: optional(oneOf('lru', 'arc')),
    files: optional(object<FileTierSpec>({ path: string, storage, readThreads: threads, writeThreads: threads })),
    peers: optional(object<PeerTierSpec>({ port: optional(wholeNumber(1, 65_535)) })),
  }),
  'lmcache': object<LmCacheOffloadingSpec>({
    type: string,
    memory: optional(string),
    files: optional(object<LmCacheFilesSpec>({ path: string, storage, limit: string, direct: optional(boolean) })),
  }),
  'mooncake-store': object<MooncakeStoreOffloadingSpec>({
    type: string,
    master: string,
    memory: optional(string),
    buffer: optional(string),
    protocol: optional(oneOf('rdma', 'tcp')),
    files: optional(boolean),
  }),
  'tpu': object<TpuOffloadingSpec>({
    type: string, chunks: wholeNumber(1, 1_000_000_000), stagingBlocks: optional(wholeNumber(1, 1_000_000_000)),
  }),
});
