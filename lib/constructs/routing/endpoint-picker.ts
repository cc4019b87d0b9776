import { pickerSelection } from '../../stack/picker/selection';
import type { EndpointPickerProps } from './endpoint-picker-props';
import type { EndpointPickerPlan } from '../../plan/endpoint-picker-plan';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { configurationDigest } from '../configuration-digest';
import { configMount, endpointPickerConfig } from './endpoint-picker-config';
import { EXT_PROC_PORT, METRICS_PORT, METRICS_PORT_NAME } from '../../plan/picker-ports';
import { endpointPickerPod } from './endpoint-picker-pod';
import { Tokenizer } from './tokenizer';
import { WITHOUT_MESH } from '../../plan/labels';
import { pickerLabels } from '../../plan/picker-labels';

/** Chooses a prefill and a decode pod for each request, on the gateway's behalf. */
export class EndpointPicker extends Construct {
  /** The Service that the InferencePool refers to; absent where the pool could not be composed. */
  public readonly serviceName?: string;

  constructor(scope: Construct, id: string, props: EndpointPickerProps) {
    super(scope, id);
    const plan = 'plan' in props ? props.plan : props.pool.deployment?.endpointPicker;
    if (plan) this.addParts(plan);
    this.serviceName = plan?.name;
  }

  private addParts(props: EndpointPickerPlan): void {
    const { annotations, name, release } = props;
    const labels = pickerLabels(name);
    if (props.tokenizer) new Tokenizer(this, 'tokenizer', props.tokenizer);
    new k8s.KubeServiceAccount(this, 'service-account', { metadata: { name }, automountServiceAccountToken: false });
    new k8s.KubeRole(this, 'role', { metadata: { name }, rules: rules(props) });
    new k8s.KubeRoleBinding(this, 'role-binding', {
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: props.pool.namespace }],
    });
    const config = new k8s.KubeConfigMap(this, 'config', {
      metadata: { name },
      data: { [configMount.file]: endpointPickerConfig(release) },
    });
    new k8s.KubeService(this, 'service', { metadata: { name, labels }, spec: { selector: labels, ports } });
    new k8s.KubeDeployment(this, 'Default', {
      metadata: { name, labels, ...(annotations && { annotations: { ...annotations } }) },
      spec: {
        replicas: props.replicas,
        // The gateway refuses every request while no picker serves. Two at once do no harm for the seconds that they
        // overlap: 0.3 scores by the engines' metrics alone, 0.10 counts what it sent itself, and a new picker knows
        // nothing of the one before it in either case.
        strategy: {
          type: 'RollingUpdate',
          rollingUpdate: { maxSurge: k8s.IntOrString.fromNumber(1), maxUnavailable: k8s.IntOrString.fromNumber(0) },
        },
        selector: { matchLabels: labels },
        template: {
          metadata: { labels: { ...labels, ...WITHOUT_MESH }, annotations: configurationDigest(config) },
          spec: endpointPickerPod(props),
        },
      },
    });
  }
}

const ports: k8s.ServicePort[] = [
  { name: 'grpc-ext-proc', port: EXT_PROC_PORT, targetPort: k8s.IntOrString.fromString('grpc'), protocol: 'TCP' },
  { name: METRICS_PORT_NAME, port: METRICS_PORT, targetPort: k8s.IntOrString.fromString('metrics'), protocol: 'TCP' },
];

function rules({ release, pool, selection }: EndpointPickerPlan): k8s.PolicyRule[] {
  const permissions = (selection ? pickerSelection.permissions : release.permissions[pool.group]) ?? [];
  return permissions.map(({ apiGroup, resources }) => ({
    apiGroups: [apiGroup],
    resources: [...resources],
    verbs: ['get', 'list', 'watch'],
  }));
}
