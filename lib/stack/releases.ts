import { picker0100 } from './picker/v0-10-0';
import { picker032 } from './picker/v0-3-2';
import type { Release as LlmDRelease } from './release';
import { sidecar0100 } from './sidecar/v0-10-0';
import { sidecar030 } from './sidecar/v0-3-0';
import { vllm0110 } from './vllm/v0-11-0';
import { vllm0271 } from './vllm/v0-27-1';

/**
 * The llm-d releases this library knows: which versions go together. A deployment names one; images, flags, plugins,
 * labels and permissions follow. A component of one's own replaces one of them: `{ ...Release.LLM_D_0_10, modelServer:
 * Vllm.of({ image, like }) }`.
 */
export const Release = frozen({
  /**
   * llm-d 0.3 (October 2025): picker `llm-d-inference-scheduler` v0.3.2, sidecar `llm-d-routing-sidecar` v0.3.0, vLLM
   * 0.11.
   */
  LLM_D_0_3: { name: 'LLM_D_0_3', modelServer: vllm0110, routingProxy: sidecar030, endpointPicker: picker032 },
  /** llm-d router 0.10 (August 2026): picker and `disagg-sidecar` of `llm-d-router` v0.10.0, vLLM 0.27. */
  LLM_D_0_10: { name: 'LLM_D_0_10', modelServer: vllm0271, routingProxy: sidecar0100, endpointPicker: picker0100 },
} as const satisfies Readonly<Record<string, LlmDRelease>>);

/** An llm-d release. */
export type Release = LlmDRelease;

/** Every version of a component that a release has. */
export const knownVersions = {
  /** vLLM. */
  modelServer: [...new Set(Object.values(Release).map(({ modelServer }) => modelServer))],
  /** The routing proxy. */
  routingProxy: [...new Set(Object.values(Release).map(({ routingProxy }) => routingProxy))],
  /** The endpoint picker. */
  endpointPicker: [...new Set(Object.values(Release).map(({ endpointPicker }) => endpointPicker))],
} as const;

/** The release of a chart that is composed by hand and names none: the newest. */
export const defaultRelease: LlmDRelease = Release.LLM_D_0_10;

/**
 * Whether a value is a release of this library itself, not a copy of one: it has the shape of a release, and cannot be
 * changed.
 */
export function isOfLibrary(value: unknown): value is LlmDRelease {
  return Object.values<unknown>(Release).includes(value);
}

function frozen<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) frozen(part as object);
  return Object.freeze(value);
}
