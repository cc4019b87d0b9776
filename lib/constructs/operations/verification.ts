import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { modelServer } from '../serving/model-server';
import type { ModelServerPoolProps } from '../../plan/model-server-pool-props';
import { modelServerPodSecurity } from '../serving/security';
import { modelServerVolumes } from '../serving/volumes';
import { withNewerFields } from '../../workloads/pod-template';
import { verificationObjects } from '../../verification/verification-job';
import { verificationPod } from '../../verification/verification-pod';
import type { PlannedVerification } from '../../plan/planned-verification';

/** What {@link Verification} needs. */
export interface VerificationConstructProps extends PlannedVerification {
  /** The decode pods, whose image, user and volumes the Jobs take. */
  readonly engine: ModelServerPoolProps;
}

/**
 * Jobs that Argo CD runs after a sync, one after the other, each anew (argo-cd `docs/user-guide/resource_hooks.md`).
 * Their accounts and programs are ordinary objects.
 */
export class Verification extends Construct {
  constructor(scope: Construct, id: string, props: VerificationConstructProps) {
    super(scope, id);
    const { deployment, engine, plan, resources, tasks, token } = props;
    const pod = enginePod(engine);
    tasks.forEach((task, wave) => {
      const jobAnnotations = {
        'argocd.argoproj.io/hook': 'PostSync',
        'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
        'argocd.argoproj.io/sync-wave': `${wave}`,
      };
      for (const object of verificationObjects({
        deployment,
        name: `${deployment}-${task.name}`,
        plan,
        pod,
        task,
        ...(resources && { resources }),
        ...(token && { token }),
        jobAnnotations,
      })) {
        new ApiObject(this, `${task.name}-${object.kind}`, object);
      }
    });
  }
}

function enginePod(engine: ModelServerPoolProps): ReturnType<typeof verificationPod> {
  const pod = {
    containers: [modelServer(engine)],
    volumes: modelServerVolumes(engine),
    securityContext: modelServerPodSecurity(engine),
    tolerations: engine.pod.tolerations && [...engine.pod.tolerations],
    imagePullSecrets: engine.pod.imagePullSecrets && [...engine.pod.imagePullSecrets],
  };
  const spec = withNewerFields(k8s.toJson_PodSpec(pod), pod) as Parameters<typeof verificationPod>[1];
  return verificationPod(spec.containers[0]!, spec);
}
