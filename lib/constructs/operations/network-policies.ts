import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { downloadFlows, egressFlows, Flows, workloadFlows } from './network-flows';
import { NetworkPoliciesProps } from '../../plan/network-policies-props';

/**
 * One policy a workload, which refuses all connections but those of a request's way, and one for the download of
 * weights. The pods of the gateway are left alone: the gateway's controller makes them, and knows whom else they speak
 * to. A proxy beside the picker is in the picker's policy, which lets every caller to it, as a gateway does.
 */
export class NetworkPolicies extends Construct {
  constructor(scope: Construct, id: string, props: NetworkPoliciesProps) {
    super(scope, id);
    for (const flows of workloadFlows(props)) this.policy(flows, ['Ingress', 'Egress']);
    const ofDownload = props.downloadPods ? ['Ingress', 'Egress'] : ['Egress'];
    if (props.downloadPorts.length > 0) this.policy(downloadFlows(props), ofDownload);
    if (props.egress.length > 0) this.policy(egressFlows(props), ['Egress']);
  }

  private policy({ name, pods, ingress, egress }: Flows, policyTypes: string[]): void {
    new k8s.KubeNetworkPolicy(this, name, {
      metadata: { name },
      spec: {
        podSelector: pods,
        policyTypes,
        ...(ingress.length > 0 && { ingress }),
        ...(egress.length > 0 && { egress }),
      },
    });
  }
}
