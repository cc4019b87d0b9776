import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { drain } from './drain';
import { modelServer } from './model-server';
import { ModelServerPoolProps } from '../../plan/model-server-pool-props';
import { modelServerPodSecurity } from './security';
import { modelServerVolumes } from './volumes';

/** Identical model servers of one role. {@link PrefillPool} and {@link DecodePool} are the two. */
export abstract class ModelServerPool extends Construct {
  /** Name of the Deployment. */
  public readonly deploymentName: string;

  protected constructor(scope: Construct, id: string, props: ModelServerPoolProps, sidecars: k8s.Container[] = []) {
    super(scope, id);
    new k8s.KubeServiceAccount(this, 'service-account', { metadata: { name: props.name }, automountServiceAccountToken: false });
    new k8s.KubeDeployment(this, 'Default', {
      metadata: { name: props.name, labels: props.labels },
      spec: {
        replicas: props.autoscaled ? undefined : props.replicas,
        selector: { matchLabels: props.selector },
        strategy: rollingUpdate,
        progressDeadlineSeconds: props.startupSeconds + PROGRESS_MARGIN,
        template: { metadata: podMetadata(props), spec: podSpec(props, sidecars) },
      },
    });
    this.deploymentName = props.name;
  }
}

// The rollout must not be called stuck while a pod is within its startup budget: image pull and drain of the old pod come on top.
const PROGRESS_MARGIN = 600;

// A surge pod would need a spare GPU; without one the rollout waits for ever.
const rollingUpdate = {
  type: 'RollingUpdate',
  rollingUpdate: { maxSurge: k8s.IntOrString.fromNumber(0), maxUnavailable: k8s.IntOrString.fromNumber(1) },
};

function podMetadata({ labels, pod }: ModelServerPoolProps): k8s.ObjectMeta {
  return { labels: { ...pod.labels, ...labels }, annotations: pod.annotations && { ...pod.annotations } };
}

function podSpec(props: ModelServerPoolProps, sidecars: k8s.Container[]): k8s.PodSpec {
  const { labels, annotations, ...scheduling } = props.pod;
  return {
    ...scheduling,
    serviceAccountName: props.name,
    automountServiceAccountToken: false,
    // A Service called `vllm` in the namespace would set VLLM_PORT to a URL and stop the engine (vllm-project/vllm#34199).
    enableServiceLinks: false,
    securityContext: modelServerPodSecurity(props),
    initContainers: sidecars.length > 0 ? sidecars : undefined,
    containers: [modelServer(props)],
    terminationGracePeriodSeconds: drain(props).gracePeriodSeconds,
    volumes: modelServerVolumes(props),
  };
}
