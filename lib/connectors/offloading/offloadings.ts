import type { OffloadingSpec } from '../../spec/offloading';
import { lmcache } from './lmcache';
import { mooncakeStore } from './mooncake-store';
import { native } from './native';
import type { Offloading } from './offloading';
import { tpuOffloading } from './tpu';

const byType: { readonly [T in OffloadingSpec['type']]: Offloading<Extract<OffloadingSpec, { readonly type: T }>> } = {
  'native': native, 'lmcache': lmcache, 'mooncake-store': mooncakeStore, 'tpu': tpuOffloading,
};

/** Everything that keeps KV cache, each with a module in this folder. */
export const offloadings = Object.values(byType) as unknown as readonly Offloading[];

/** The one that a spec asks for: each reads its own kind of spec. */
export function offloadingOf({ type }: Pick<OffloadingSpec, 'type'>): Offloading {
  return byType[type] as unknown as Offloading;
}
