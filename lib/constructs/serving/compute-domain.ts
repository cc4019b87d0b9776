import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

/** What a ComputeDomain is made from. */
export interface ComputeDomainProps {
  /** Its name, and that of the ResourceClaimTemplate that its controller makes. */
  readonly name: string;
}

/**
 * A ComputeDomain of NVIDIA's DRA driver: the nodes on which its pods run reach the memory of each other's GPUs over
 * NVLink (GB200 and GB300 NVL72). Its controller makes the ResourceClaimTemplate by which pods join it.
 */
export class ComputeDomain extends Construct {
  constructor(scope: Construct, id: string, { name }: ComputeDomainProps) {
    super(scope, id);
    new ApiObject(this, 'Default', {
      apiVersion: 'resource.nvidia.com/v1beta1',
      kind: 'ComputeDomain',
      metadata: { name },
      spec: {
        // Nodes join as pods come: what its documentation recommends since v25.8 (api/nvidia.com/resource/v1beta1/
        // computedomain.go at v25.12.0).
        numNodes: 0,
        channel: { allocationMode: 'Single', resourceClaimTemplate: { name } },
      },
    });
  }
}
