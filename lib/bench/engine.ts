/** What answered a measurement, as the engines of both roles say at `/version`. */
export interface Engine {
  /**
   * `vllm` where each engine told a version; `stand-in` where one or more said that they are stand-ins, which have no
   * GPU; `unknown` where one told no version and none is a stand-in.
   */
  readonly kind: 'vllm' | 'stand-in' | 'unknown';
  /** The versions of vLLM that they told, each once. A stand-in tells the one it stands in for. */
  readonly versions: readonly string[];
}

/**
 * Marks every figure that a stand-in is part of. `programs/rehearsal/cmd/vllm/stand_in.go` and
 * `lib/verification/verification.py` have the same words.
 */
export const STAND_IN_NOTICE = 'stand-in: these figures say nothing about a GPU';

/** An engine that did not say what it is. */
export const unknownEngine: Engine = { kind: 'unknown', versions: [] };

/** Several measurements' engine: one stand-in marks them all, and one that is unknown leaves all unknown. */
export function commonEngine(engines: readonly Engine[]): Engine {
  const kind = worstFirst.find(kind => engines.some(engine => engine.kind === kind)) ?? 'unknown';
  return { kind, versions: [...new Set(engines.flatMap(({ versions }) => versions))].sort() };
}

/** A kind of engine stands for all others of a run that come after it here. */
const worstFirst = ['stand-in', 'unknown', 'vllm'] as const;

/** The field `notice` of a document with figures; no field where no stand-in is part of them. */
export function noticeOf(engine: Engine | undefined): { readonly notice?: string } {
  return engine?.kind === 'stand-in' ? { notice: STAND_IN_NOTICE } : {};
}

/** The engine for a reader. */
export function engineText({ kind, versions }: Engine): string {
  const vllm = `vLLM ${versions.join(' and ') || 'of an unknown version'}`;
  return {
    'vllm': vllm,
    'stand-in': `stand-in of ${vllm}, without a GPU`,
    'unknown': 'not known: an engine does not tell its version',
  }[kind];
}
