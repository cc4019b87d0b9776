import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { claimedDevices, claimsOfPod, type ClaimingPod } from '../../devices/device-claims';
import { deviceNamed } from '../../devices/devices';
import { deviceCount, type ModelServerPoolProps } from '../../plan/model-server-pool-props';
import type { PodClaim } from '../../workloads/pod-template';

type Claiming = Pick<
  ModelServerPoolProps, 'accelerator' | 'claim' | 'computeDomain' | 'device' | 'name' | 'parallelism'
>;

/** The template of the claims of a role's pods. Its spec is immutable: pods that run keep the claims that they have. */
export function addDeviceClaims(scope: Construct, props: Claiming): void {
  const pod = claimingPod(props);
  const devices = pod && claimedDevices(pod);
  if (devices === undefined) return;
  new ApiObject(scope, 'device-claim', {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaimTemplate',
    metadata: { name: props.name },
    spec: { spec: { devices } },
  });
}

/** The claims of one pod. */
export function podClaims(props: Claiming): readonly PodClaim[] {
  const pod = claimingPod(props);
  const count = pod ? claimsOfPod(pod) : 0;
  return [
    ...Array.from({ length: count }, (_, index) => ({
      name: count === 1 ? 'devices' : `devices-${index}`, resourceClaimTemplateName: props.name,
    })),
    ...(props.computeDomain === undefined
      ? []
      : [{ name: 'compute-domain', resourceClaimTemplateName: props.computeDomain }]),
  ];
}

/** The pod as its claims see it; undefined where nothing is claimed. */
export function claimingPod(
  props: Pick<ModelServerPoolProps, 'accelerator' | 'claim' | 'device' | 'parallelism'>,
): ClaimingPod | undefined {
  const { accelerator, claim, device } = props;
  return claim && {
    claim,
    device: deviceNamed(device),
    accelerators: deviceCount(props),
    ...(accelerator && { product: accelerator.product }),
  };
}
