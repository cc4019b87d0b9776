import { picker0100 } from './picker/v0-10-0';
import { picker0110 } from './picker/v0-11-0';
import { picker032 } from './picker/v0-3-2';
import type { Release as LlmDRelease } from './release';
import { sidecar0100 } from './sidecar/v0-10-0';
import { sidecar0110 } from './sidecar/v0-11-0';
import { sidecar030 } from './sidecar/v0-3-0';
import { vllm0110 } from './vllm/v0-11-0';
import { vllm0271 } from './vllm/v0-27-1';
import { vllm0300 } from './vllm/v0-30-0';
import { vllm0330 } from './vllm/v0-33-0';

/** Each release by its name, which is that of its router: llm-d counts its own versions otherwise. */
const byRouter = {
  /**
   * Router 0.3 of llm-d 0.3 (October 2025): picker `llm-d-inference-scheduler` v0.3.2, sidecar `llm-d-routing-sidecar`
   * v0.3.0, vLLM 0.11.
   */
  ROUTER_0_3: { name: 'ROUTER_0_3', modelServer: vllm0110, routingProxy: sidecar030, endpointPicker: picker032 },
  /** Router 0.10 of llm-d 0.9 (August 2026): picker and `disagg-sidecar` of `llm-d-router` v0.10.0, vLLM 0.27. */
  ROUTER_0_10: { name: 'ROUTER_0_10', modelServer: vllm0271, routingProxy: sidecar0100, endpointPicker: picker0100 },
  /**
   * Router 0.11 of llm-d 0.10 (September 2026): picker and `disagg-sidecar` of `llm-d-router` v0.11.0, vLLM 0.30. Its
   * router could not be read at its tag: a warning (PD431) lists what is from elsewhere.
   */
  ROUTER_0_11: { name: 'ROUTER_0_11', modelServer: vllm0300, routingProxy: sidecar0110, endpointPicker: picker0110 },
} as const satisfies Readonly<Record<string, LlmDRelease>>;

/**
 * The llm-d releases this library knows: which versions go together. A deployment names one; images, flags, plugins,
 * labels and permissions follow. A component of one's own replaces one of them: `{ ...Release.ROUTER_0_10, modelServer:
 * Vllm.of({ image, like }) }`.
 */
export const Release = frozen({
  ...byRouter,
  /** The former name of `ROUTER_0_3`. */
  LLM_D_0_3: byRouter.ROUTER_0_3,
  /** The former name of `ROUTER_0_10`, whose llm-d is 0.9: llm-d 0.10 is `ROUTER_0_11`. */
  LLM_D_0_10: byRouter.ROUTER_0_10,
});

/** An llm-d release. */
export type Release = LlmDRelease;

/** Every release once, the oldest first. */
export const releases = Object.values(byRouter);

/** Every version of a component that is known. */
export const knownVersions = {
  /** vLLM: of the releases, and 0.33, which is of none. */
  modelServer: [...releases.map(({ modelServer }) => modelServer), vllm0330],
  /** The routing proxy. */
  routingProxy: releases.map(({ routingProxy }) => routingProxy),
  /** The endpoint picker. */
  endpointPicker: releases.map(({ endpointPicker }) => endpointPicker),
} as const;

/** Headers that some known routing proxy obeys, which only a picker may set. */
export const targetHeaders: readonly string[] = [
  ...new Set(knownVersions.routingProxy.flatMap(proxy => proxy.targetHeaders as readonly string[])),
];

/** The release of a chart that is composed by hand and names none: the newest that was read at its tags. */
export const defaultRelease: LlmDRelease = Release.ROUTER_0_10;

/**
 * Whether a value is a release of this library itself, not a copy of one: it has the shape of a release, and cannot be
 * changed.
 */
export function isOfLibrary(value: unknown): value is LlmDRelease {
  return releases.some(release => release === value);
}

function frozen<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) frozen(part as object);
  return Object.freeze(value);
}
