import { Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';

/** The namespace of a deployment. */
export class Namespace extends Construct {
  constructor(scope: Construct, id: string, name: string) {
    super(scope, id);
    new k8s.KubeNamespace(this, 'Default', {
      // cdk8s puts the chart's namespace on cluster-scoped objects too (cdk8s-team/cdk8s#1558); a value that resolves to nothing keeps it off.
      metadata: { name, namespace: Lazy.any({ produce: () => undefined }) as string },
    });
  }
}
