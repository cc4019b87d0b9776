/** What is known about a model: the shape that decides memory, and how its files are stored. */
export interface ModelFacts {
  /**
   * What attention keeps in the KV cache: `gqa` the keys and values of every token in every layer, `mla` one compressed
   * part of every token, `sliding` only a window of tokens in every layer, `hybrid` different things in different
   * layers, `mamba` a state that does not grow in some layers (Mamba, gated delta nets and other linear attention). For
   * the last three there is no formula here, so their KV cache is not judged.
   */
  readonly attention: 'gqa' | 'mla' | 'sliding' | 'hybrid' | 'mamba';
  /** Transformer layers. */
  readonly layers: number;
  /** Width of the residual stream. */
  readonly hidden: number;
  /** Query heads. */
  readonly heads: number;
  /** Key and value heads; for `mla` there are none to split, so 1. */
  readonly kvHeads: number;
  /** Width of one head. */
  readonly headDim: number;
  /** For `mla`: numbers that one token keeps in one layer, the compressed part and the rotary part together. */
  readonly latent?: number;
  /**
   * Bytes that an indexer keeps of one token beside that, in all layers together (DeepSeek V3.2, GLM 5). @default 0
   */
  readonly indexerBytes?: number;
  /** Tokens of the vocabulary. */
  readonly vocabulary: number;
  /** All parameters. */
  readonly parameters: number;
  /** Parameters that one token passes through. */
  readonly activeParameters: number;
  /** Experts of a sparse model: how many a layer has, and the width of one. */
  readonly experts?: { readonly count: number; readonly intermediate: number };
  /** The longest context that the model's own files promise, in tokens. */
  readonly maxContext: number;
  /**
   * How the files store the weights: `bf16` 16 bits (also float16), `fp8` 8 bits with a scale for each block of 128 ×
   * 128, `mxfp4` experts in 4 bits with a scale for 32, `other` in a way that no rule here is about.
   */
  readonly native: 'bf16' | 'fp8' | 'mxfp4' | 'other';
  /**
   * How the files are quantized, by the word that vLLM reads in them: `quant_method` of the `config.json`, for example
   * `fp8`, `awq` or `compressed-tensors`. @default - they are not quantized, or it is not known with `native: 'other'`
   */
  readonly quantization?: string;
  /** The class that vLLM looks for: the first of `architectures` in the `config.json`. @default - not known */
  readonly architecture?: string;
  /** Size of the weights as stored, in GiB. */
  readonly weightsGiB: number;
  /** The known model whose facts these are, lent to another one (`Model.like`). @default - they are its own */
  readonly like?: string;
}

/** Whether every layer keeps every token, so that the size of the KV cache follows from its length. */
export function keepsEveryToken({ attention }: Pick<ModelFacts, 'attention'>): boolean {
  return attention === 'gqa' || attention === 'mla';
}

/** A fact that cannot be true. */
export interface ImpossibleFact {
  /** The field; empty where two of them contradict each other. */
  readonly field: string;
  /** What is wrong, as the end of a sentence that begins with the field. */
  readonly cause: string;
}

/** What cannot be true of these facts; empty where they are possible. */
export function impossibleFacts(facts: ModelFacts): readonly ImpossibleFact[] {
  const wrong = [...wrongCounts(facts), ...wrongAmounts(facts)];
  return wrong.length > 0 ? wrong : contradictions(facts);
}

function wrongCounts(facts: ModelFacts): readonly ImpossibleFact[] {
  const { experts, indexerBytes, latent } = facts;
  const names = ['layers', 'hidden', 'heads', 'kvHeads', 'headDim', 'vocabulary', 'maxContext'] as const;
  return [
    ...names.map(name => [name, facts[name]] as const),
    ...(latent === undefined ? [] : [['latent', latent] as const]),
    ...(indexerBytes === undefined ? [] : [['indexerBytes', indexerBytes] as const]),
    ...(experts ? [['experts.count', experts.count], ['experts.intermediate', experts.intermediate]] as const : []),
  ].filter(([, value]) => !(Number.isInteger(value) && value > 0))
    .map(([field, value]) => ({ field, cause: `must be a whole number above 0, got ${value}` }));
}

function wrongAmounts(facts: ModelFacts): readonly ImpossibleFact[] {
  return (['parameters', 'activeParameters', 'weightsGiB'] as const)
    .filter(name => !(Number.isFinite(facts[name]) && facts[name] > 0))
    .map(field => ({ field, cause: `must be above 0, got ${facts[field]}` }));
}

function contradictions(facts: ModelFacts): readonly ImpossibleFact[] {
  const { activeParameters, attention, heads, kvHeads, latent, parameters } = facts;
  const causes: string[] = [];
  if (heads % kvHeads !== 0) causes.push(`\`kvHeads\` must divide \`heads\`, got ${kvHeads} and ${heads}`);
  if (activeParameters > parameters) {
    causes.push(`\`activeParameters\` must be at most \`parameters\`, got ${activeParameters} and ${parameters}`);
  }
  if ((attention === 'mla') !== (latent !== undefined)) {
    const got = `attention \`${attention}\` ${latent === undefined ? 'without it' : `and ${latent}`}`;
    causes.push(`\`latent\` is for attention \`mla\` and must be given for it, got ${got}`);
  }
  return causes.map(cause => ({ field: '', cause }));
}
