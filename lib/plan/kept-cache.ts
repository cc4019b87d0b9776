import { offloadingOf } from '../connectors/offloading/offloadings';
import { amountOf } from '../kube/quantity';
import type { InferenceSpec } from '../spec/deployment';
import type { EngineSpec } from '../spec/engine';
import type { OffloadingSpec } from '../spec/offloading';
import type { Quantity } from '../spec/quantity';

/** What workers of an engine exchange through `/dev/shm`, with room to spare. */
const EXCHANGE_GIB = 16;

/** The size of `/dev/shm` where a role does not say it: what the workers need, and the KV cache that is kept in it. */
export function defaultSharedMemory(offloading: OffloadingSpec | undefined): Quantity {
  const memory = offloading && offloadingOf(offloading).inSharedMemory
    ? offloadingOf(offloading).memory(offloading)
    : undefined;
  const gib = Math.ceil(amountOf(memory ?? '0') / 2 ** 30);
  return `${EXCHANGE_GIB + (Number.isFinite(gib) ? gib : 0)}Gi`;
}

/** One seed for the hashes of all pods, where any of them keeps KV cache by its hash. */
export function plannedHashSeed({ decode, prefill }: InferenceSpec): Pick<EngineSpec, 'hashSeed'> {
  const keeps = [prefill?.offloading, decode.offloading].some(kept => kept && offloadingOf(kept).sharesHashes);
  return keeps ? { hashSeed: 0 } : {};
}
