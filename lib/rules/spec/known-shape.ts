import { Accelerator } from '../../devices/accelerator';
import { impossibleAccelerator } from '../../devices/accelerator-facts';
import { ImpossibleFact, impossibleFacts, ModelFacts } from '../../facts/model-facts';
import { modelFacts, models } from '../../facts/models';
import { nearest } from '../../schema/did-you-mean';
import { boolean, number, object, oneOf, optional, Shape, string } from '../../schema/shape';

/** `model.like`: the name of a known model, or the facts about one. */
export const like: Shape = (value, field) => {
  if (typeof value !== 'string') return possible(modelShape, impossibleFacts)(value, field);
  if (modelFacts(value)) return [];
  const meant = nearest(value, Object.keys(models));
  return [{
    field,
    cause: `must be a known model, or a Model of \`Model.fromConfig\` or \`Model.of\`, got '${value}'`,
    fix: meant === undefined
      ? `use \`Model.fromConfig\` or \`Model.of\`, or a known model: ${Object.keys(models).join(', ')}`
      : `did you mean '${meant}'?`,
  }];
};

/** `accelerator`: any name, or a GPU with its facts. */
export const accelerator: Shape = (value, field) =>
  typeof value === 'object' ? possible(acceleratorShape, impossibleAccelerator)(value, field) : string(value, field);

const modelShape = object<ModelFacts>({
  attention: oneOf('gqa', 'mla', 'sliding', 'hybrid', 'mamba'),
  layers: number,
  hidden: number,
  heads: number,
  kvHeads: number,
  headDim: number,
  latent: optional(number),
  indexerBytes: optional(number),
  vocabulary: number,
  parameters: number,
  activeParameters: number,
  experts: optional(object<NonNullable<ModelFacts['experts']>>({ count: number, intermediate: number })),
  maxContext: number,
  native: oneOf('bf16', 'fp8', 'mxfp4', 'other'),
  quantization: optional(string),
  architecture: optional(string),
  weightsGiB: number,
  like: optional(string),
});

const acceleratorShape = object<Accelerator>({
  product: string,
  memoryGiB: number,
  memoryFrom: oneOf('measured', 'driver', 'nominal', 'stated'),
  computeCapability: optional(number),
  fp8: boolean,
  bf16Tflops: optional(number),
  memoryTBs: optional(number),
  nvlinkGBs: optional(number),
  ranksPerDevice: optional(number),
  nvlinkBetweenNodes: optional(boolean),
  gpusPerNode: optional(number),
  gpusPerDomain: optional(number),
  architecture: optional(oneOf('arm64')),
});

/** Facts of the right types that can be true. */
function possible<T>(shape: Shape, impossible: (facts: T) => readonly ImpossibleFact[]): Shape {
  return (value, field) => {
    const violations = shape(value, field);
    if (violations.length > 0) return violations;
    return impossible(value as T)
      .map(({ cause, field: name }) => ({ field: name === '' ? field : `${field}.${name}`, cause }));
  };
}
