import type { ModelHints } from './source';

/** What the name of a repository of the Hub tells of its model. Names only: the Hub is not asked. */
export function hintsOf(repository: string): ModelHints {
  const [, withoutText] = kinds.find(([pattern]) => pattern.test(repository)) ?? [];
  return { isGated: gated.test(repository), ...(withoutText !== undefined && { withoutText }) };
}

// Owners and families whose repositories ask for an agreement before a download, by their pages on the Hub.
const gated = /^(meta-llama\/|google\/(code|pali|med)?gemma-)/;

/** Repositories by names that are used for nothing else, and why they make no pair of prefill and decode. */
const kinds: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/-gguf$/i, 'has files in the format GGUF, of which vLLM loads one file, not a repository'],
  [
    /^(BAAI\/bge-|sentence-transformers\/|intfloat\/)|[-/]embed(ding)?s?([-.]|$)|[-/]rerank(er)?([-.]|$)/i,
    'makes embeddings or ranks texts: it generates no text, so there is nothing to decode',
  ],
  [/[-/]whisper-/i, 'transcribes speech: it has no completions, which prefill and decode share'],
];
