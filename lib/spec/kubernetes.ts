/** Minor versions of Kubernetes that a spec may name, from the oldest with native sidecars. */
export const kubernetesVersions = ['1.29', '1.30', '1.31', '1.32', '1.33', '1.34', '1.35', '1.36'] as const;

/** A minor version of Kubernetes. */
export type KubernetesVersion = (typeof kubernetesVersions)[number];

/** Whether the cluster of a spec has what came with a version; undefined where the spec does not name its version. */
export function hasKubernetes(
  { kubernetes }: { readonly kubernetes?: KubernetesVersion }, needed: KubernetesVersion,
): boolean | undefined {
  return kubernetes && kubernetesVersions.indexOf(kubernetes) >= kubernetesVersions.indexOf(needed);
}
