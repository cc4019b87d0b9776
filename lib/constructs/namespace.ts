import { Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { POD_SECURITY_VERSION, PodSecurityLevel } from '../plan/pod-security';

/** What a {@link Namespace} needs. */
export interface NamespaceProps {
  /** Its name. */
  readonly name: string;
  /** Pods above this Pod Security level are refused. */
  readonly podSecurity: PodSecurityLevel;
}

/** The namespace of a deployment. */
export class Namespace extends Construct {
  constructor(scope: Construct, id: string, { name, podSecurity }: NamespaceProps) {
    super(scope, id);
    new k8s.KubeNamespace(this, 'Default', {
      metadata: {
        name,
        // cdk8s puts the chart's namespace on cluster-scoped objects too (cdk8s-team/cdk8s#1558); a value that resolves
        // to nothing keeps it off.
        namespace: Lazy.any({ produce: () => undefined }) as string,
        labels: podSecurityLabels(podSecurity),
      },
    });
  }
}

/**
 * The level by the rules of one version: those of the newest that a cluster has would refuse pods after its upgrade. A
 * cluster that is older takes its own newest. Those who apply other pods by hand are warned.
 */
function podSecurityLabels(level: PodSecurityLevel): Record<string, string> {
  return Object.fromEntries(['enforce', 'warn', 'audit'].flatMap(mode => [
    [`pod-security.kubernetes.io/${mode}`, level],
    [`pod-security.kubernetes.io/${mode}-version`, POD_SECURITY_VERSION],
  ]));
}
