import { GitOpsManager } from './git-ops-manager';

/**
 * Flux labels what it applies with the object that says so (fluxcd kustomize-controller v1 `OwnerLabels`,
 * helm-controller v2 of the same form).
 */
export const fluxManager: GitOpsManager = {
  name: 'Flux',
  keeperOf: ({ metadata: { labels = {} } }) => {
    for (const [kind, group] of Object.entries(groups)) {
      const name = labels[`${group}/name`];
      if (name !== undefined) return `${kind} ${labels[`${group}/namespace`] ?? 'default'}/${name}`;
    }
    return undefined;
  },
};

const groups = { Kustomization: 'kustomize.toolkit.fluxcd.io', HelmRelease: 'helm.toolkit.fluxcd.io' } as const;
