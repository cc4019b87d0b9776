import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { WITHOUT_MESH } from '../../plan/labels';
import type { TokenizerPlan } from '../../plan/tokenizer-plan';
import { tokenizerPod } from './tokenizer-pod';

/** Turns prompts into tokens for the picker, as the engines do it. */
export class Tokenizer extends Construct {
  constructor(scope: Construct, id: string, plan: TokenizerPlan) {
    super(scope, id);
    const { labels, name, port, replicas } = plan;
    new k8s.KubeServiceAccount(this, 'service-account', { metadata: { name }, automountServiceAccountToken: false });
    new k8s.KubeService(this, 'service', {
      metadata: { name, labels },
      spec: {
        selector: labels,
        ports: [{ name: 'http', port, targetPort: k8s.IntOrString.fromString('http'), protocol: 'TCP' }],
      },
    });
    new k8s.KubeDeployment(this, 'Default', {
      metadata: { name, labels },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: { metadata: { labels: { ...labels, ...WITHOUT_MESH } }, spec: tokenizerPod(plan) },
      },
    });
  }
}
