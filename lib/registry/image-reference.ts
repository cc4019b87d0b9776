/** An image as a registry is asked for it. */
export interface ImageReference {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
}

/**
 * The parts of `ghcr.io/llm-d/llm-d-cuda:v0.3.0`.
 *
 * @throws Error if one of them is missing
 */
export function imageReference(image: string): ImageReference {
  const [, registry, repository, tag] = /^([^/\s]+)\/([^\s:]+):([^:/\s]+)$/.exec(image) ?? [];
  if (registry === undefined || repository === undefined || tag === undefined)
    throw new Error(`${image} must have a registry and a tag`);
  return { registry, repository, tag };
}
