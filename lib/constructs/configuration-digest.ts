import { createHash } from 'node:crypto';
import { ApiObject, Lazy } from 'cdk8s';

/** The annotation of a pod template with the digest of the ConfigMap that its pods read once, at their start. */
export const CONFIGURATION_DIGEST = 'llm-d.ai/configuration-digest';

/**
 * The annotation by which another configuration is another pod: Kubernetes changes a mounted file in place and restarts
 * nothing. It is made when the objects are written, so an override of the ConfigMap counts.
 */
export function configurationDigest(configMap: ApiObject): Record<string, string> {
  const produce = (): string => {
    const { data } = configMap.toJson() as { readonly data: unknown };
    return `sha256:${createHash('sha256').update(JSON.stringify(data)).digest('hex')}`;
  };
  // The generated classes take texts only; cdk8s writes what produces one as well.
  return { [CONFIGURATION_DIGEST]: Lazy.any({ produce }) as string };
}
