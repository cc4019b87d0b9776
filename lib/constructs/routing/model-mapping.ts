import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';

/** What a {@link ModelMapping} needs. */
export interface ModelMappingProps {
  /** Name of the ConfigMap. */
  readonly name: string;
  /** The name that requests give the model. */
  readonly model: string;
}

/**
 * Tells the payload processor of a Gateway which model a header stands for (llm-d guides/multi-model-routing, at
 * cc4fbfd7: `manifests/configmaps.yaml`).
 */
export class ModelMapping extends Construct {
  constructor(scope: Construct, id: string, { model, name }: ModelMappingProps) {
    super(scope, id);
    new k8s.KubeConfigMap(this, 'Default', {
      metadata: { name, labels: { 'inference.llm-d.ai/ipp-managed': 'true' } },
      data: { baseModel: model },
    });
  }
}
