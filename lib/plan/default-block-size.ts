import type { InferenceSpec } from '../spec/deployment';
import type { EngineSpec } from '../spec/engine';
import { planDevices } from './planned-devices';

/** Tokens in a block of KV cache where neither a spec nor a device says it. */
export const defaultBlockSize = 128;

/** That of both roles where a spec does not say it: of the device of decode pods; none where engines choose it. */
export function plannedBlockSize(spec: InferenceSpec): Pick<EngineSpec, 'blockSize'> {
  const { device: { blockSize = defaultBlockSize } } = planDevices(spec, 'decode');
  return blockSize === 'engine' ? {} : { blockSize };
}
