/**
 * Lists whose order means nothing to the program that reads them: RBAC and NetworkPolicy are unions (Kubernetes
 * documentation, "Using RBAC Authorization" and "Network Policies"), access modes and capabilities are sets.
 */
export function isUnordered(kind: string, path: string): boolean {
  return unordered[kind]?.some(form => form.test(path)) ?? false;
}

const roles = [/^\.rules$/, /^\.rules\[\]\.(verbs|resources|apiGroups|resourceNames)$/];
const bindings = [/^\.subjects$/];

const unordered: Readonly<Record<string, readonly RegExp[]>> = {
  Role: roles,
  ClusterRole: roles,
  RoleBinding: bindings,
  ClusterRoleBinding: bindings,
  NetworkPolicy: [
    /^\.spec\.(ingress|egress|policyTypes)$/, /^\.spec\.(ingress|egress)\[\]\.(from|to|ports)$/,
    /\.matchExpressions(\[\]\.values)?$/,
  ],
  PersistentVolumeClaim: [/^\.spec\.accessModes$/],
};

/** Lists with a key whose order counts all the same: a pod is replaced where its template has another order. */
export function isTemplate(path: string): boolean {
  return /\.(template|workerTemplate|leaderTemplate)(\.|\[|$)/.test(path);
}
