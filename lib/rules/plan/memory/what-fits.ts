import { accelerators } from '../../../devices/accelerators';
import { gpuPart } from '../../../devices/gpu-part';
import { EngineMemory, kvTokens, memoryShare } from '../../../facts/memory';
import { engineSizes, MAX_GPUS } from '../../language/node-size';
import type { JudgedEngine } from './judged-engine';

/** What would fit, for a model whose weights do not: more of the same GPUs, or larger ones. */
export function whatFits({ engine, isQuantized, pool, product }: JudgedEngine): string {
  const { model, tensor } = engine;
  const fits = (other: EngineMemory) => hasRoom(other, Number(pool.engine.maxModelLen) || 0);
  const { gpusPerNode = MAX_GPUS } = engine.accelerator;
  // An engine is not split over slices of a GPU (PD633).
  const sizes = gpuPart(product)?.slice === undefined ? engineSizes : [];
  const larger = sizes.filter(size =>
    size > tensor && size <= gpusPerNode && canSplit(engine, size) && fits({ ...engine, tensor: size }));
  const others = Object.entries(accelerators)
    .filter(([name, accelerator]) =>
      name !== product && tensor <= accelerator.gpusPerNode && fits({ ...engine, accelerator }))
    .sort(([, a], [, b]) => a.memoryGiB - b.memoryGiB)
    .slice(0, MOST_NAMED)
    .map(([name, { memoryGiB }]) => `${tensor} × ${name} (${Math.floor(memoryGiB)} GiB)`);
  const ways = [
    ...(larger.length > 0 ? [`set \`tensor\` to ${larger[0]} (${larger[0]} × ${product} fit)`] : []),
    ...(others.length > 0 ? [`use larger GPUs, of which these fit: ${others.join(', ')}`] : []),
    ...(model.native === 'bf16' && !isQuantized && fits({ ...engine, weightBytes: 1 })
      ? ['quantize the weights (`engine: { quantization: \'fp8\' }` fits)']
      : []),
  ];
  const stored = model.native === 'bf16' ? '' : '; its files are quantized already';
  return ways.length > 0
    ? `${ways.join(', or ')}${stored}`
    : `use a smaller model: no known GPU fits it with \`tensor\` ${tensor}`
      + (sizes.length > 0 ? `, nor do ${gpusPerNode} × ${product}` : '') + stored;
}

const MOST_NAMED = 2;

/** Whether it fits for certain, within the error of the estimate, with one request of the length that is asked for. */
function hasRoom(engine: EngineMemory, length: number): boolean {
  const { error, kvCache } = memoryShare(engine);
  return kvCache >= error && (kvTokens(engine, kvCache - error) ?? length) >= length;
}

/** As the rules about heads and about experts in FP8 blocks have it (PD106 to PD108). */
function canSplit({ model: { attention, experts, heads, kvHeads, native } }: EngineMemory, size: number): boolean {
  return heads % size === 0
    && (attention === 'mla' || kvHeads % size === 0 || size % kvHeads === 0)
    && (native !== 'fp8' || !experts || (experts.intermediate / size) % FP8_BLOCK === 0);
}

const FP8_BLOCK = 128;
