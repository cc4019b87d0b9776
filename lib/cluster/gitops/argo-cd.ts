import { GitOpsManager } from './git-ops-manager';

/**
 * Argo CD marks what an Application keeps by one of three methods (argo-cd v3.2 `util/argo/resource_tracking.go`): an
 * annotation, the default since 3.0, or a label, by default that of the application's instance. The label is one that
 * others set too, so there the manager of the fields must be Argo CD's (`common/common.go`, `ArgoCDSSAManager`).
 */
export const argoCdManager: GitOpsManager = {
  name: 'Argo CD',
  keeperOf: ({ metadata: { annotations = {}, labels = {}, managedFields = [] } }) => {
    const tracked = annotations['argocd.argoproj.io/tracking-id'];
    // Anybody may write an annotation; the name of an Application has no other characters.
    if (tracked !== undefined) return `Application ${/^[\w./-]*(?=:)/.exec(tracked)?.[0] || 'without a name'}`;
    const isApplied = managedFields.some(({ manager }) => manager === 'argocd-controller');
    const labelled = labels['argocd.argoproj.io/instance'] ?? (isApplied ? labels[INSTANCE] : undefined);
    if (labelled !== undefined) return `Application ${labelled}`;
    return isApplied ? 'an Application' : undefined;
  },
};

const INSTANCE = 'app.kubernetes.io/instance';
