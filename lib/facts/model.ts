import { factsFromConfig } from './architectures/facts-from-config';
import { impossibleFacts, ModelFacts } from './model-facts';
import { KnownModel, models } from './models';

/**
 * A model as an object: what the rules know about it. {@link Model.of}, {@link Model.like} and {@link Model.fromConfig}
 * make one for `model.like`.
 */
export type Model = ModelFacts;

/** What {@link Model.of} is told; the rest follows. */
export interface ModelShape extends Omit<ModelFacts, 'activeParameters' | 'native' | 'weightsGiB'> {
  /** Parameters that one token passes through. @default - all of them; a model with experts must say */
  readonly activeParameters?: number;
  /** How the files store the weights. @default 'bf16' */
  readonly native?: ModelFacts['native'];
  /**
   * Size of the weights as stored, in GiB.
   * @default - two bytes a parameter for `bf16`, one for `fp8`; the others must say
   */
  readonly weightsGiB?: number;
}

/** What {@link Model.fromConfig} cannot read in a `config.json`. */
export interface ModelFiles {
  /**
   * Bytes of all weights: `metadata.total_size` in the `model.safetensors.index.json` of the same repository.
   * @default - derived from the shape, for weights in 16 bits, in FP8 with blocks, and gpt-oss's MXFP4
   */
  readonly totalSize?: number;
}

/** In what a fine-tune differs from the model that it was made from. */
export interface ModelDifferences extends Partial<Pick<ModelFacts, 'maxContext' | 'quantization' | 'vocabulary'>> {
  /** How its files store the weights. @default - as those of the known model */
  readonly native?: ModelFacts['native'];
  /**
   * Size of its weights as stored, in GiB. @default - that of the known model; with another `native`, two bytes a
   * parameter for `bf16`, one for `fp8`, and the others must say
   */
  readonly weightsGiB?: number;
}

/** Models that this library has no row for. */
export const Model = {
  /**
   * A model whose facts the user knows.
   *
   * @throws Error where a fact cannot be true, or one is missing that does not follow from the others; all of them in
   * one message.
   */
  of(shape: ModelShape): Model {
    const bytes = { bf16: 2, fp8: 1, mxfp4: undefined, other: undefined }[shape.native ?? 'bf16'];
    const facts: ModelFacts = {
      ...shape,
      activeParameters: shape.activeParameters ?? (shape.experts ? NaN : shape.parameters),
      native: shape.native ?? 'bf16',
      weightsGiB: shape.weightsGiB ?? (bytes === undefined ? NaN : shape.parameters * bytes / 2 ** 30),
      ...(bytes === 1 && { quantization: shape.quantization ?? 'fp8' }),
    };
    return checked(facts, 'Model.of');
  },

  /**
   * A fine-tune of a known model that differs in some facts, for example its context or how its files are quantized.
   * Where nothing differs, `like: 'meta-llama/Llama-3.1-8B'` is enough.
   *
   * @throws Error for a model that is not known, or facts that cannot be true.
   */
  like(known: KnownModel, differences: ModelDifferences = {}): Model {
    if (!Object.hasOwn(models, known)) {
      throw new Error(`Model.like: '${known}' is not known. Known are ${Object.keys(models).join(', ')}`);
    }
    const { quantization, weightsGiB, ...shape } = models[known];
    const stored = differences.native === undefined
      ? { weightsGiB, ...(quantization !== undefined && { quantization }) }
      : {};
    return this.of({ ...shape, ...stored, ...differences, like: known });
  },

  /**
   * A model by the `config.json` of its repository on the Hub, for a fine-tune or a model without a row.
   *
   * @param config the parsed file
   * @param files what is in other files
   * @throws Error where the architecture, the precision or a field is not one that this library has read the meaning
   * of: nothing is guessed.
   */
  fromConfig(config: unknown, files: ModelFiles = {}): Model {
    return checked(factsFromConfig(config, files.totalSize), 'Model.fromConfig');
  },
} as const;

function checked(facts: ModelFacts, maker: string): Model {
  const wrong = impossibleFacts(facts);
  if (wrong.length === 0) return facts;
  const causes = wrong.map(({ field, cause }) => field === '' ? cause : `\`${field}\` ${cause}`);
  throw new Error(`${maker}: ${causes.join('; ')}`);
}
