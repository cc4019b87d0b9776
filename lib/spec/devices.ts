import type { Accelerator, AcceleratorLabel, AcceleratorName, DeviceName } from '../devices/accelerator';
import type { DeviceClaimSpec } from './device-claim';

/** What the engines compute on: of all roles, or of one, whose fields then count for it. */
export interface DevicesSpec {
  /**
   * The accelerator of all nodes that this runs on, by the label that the vendor puts on them: for NVIDIA
   * `nvidia.com/gpu.product` of GPU feature discovery. The pods get it as a node selector, so without such a node they
   * stay pending; and whether the model fits is judged at synth. Of one that the library does not know (PD209),
   * `Accelerator.of` says what is needed for that.
   * @default - any accelerator of the device, and memory is not judged
   */
  readonly accelerator?: AcceleratorName | Accelerator;
  /**
   * The label by which nodes with the accelerator are found. Nodes of GKE, of Karpenter and of EKS Auto Mode have a
   * label of their own before GPU feature discovery runs, or instead of it; a value that is not known of the
   * accelerator is refused (PD621). `none` names the accelerator for the rules alone: its nodes are then selected by
   * `pod.nodeSelector`, as on AKS, whose labels say no product.
   * @default - the vendor's own, `nvidia.com/gpu.product` for NVIDIA
   */
  readonly acceleratorLabel?: AcceleratorLabel;
  /**
   * The kind of device: the resource that pods ask for, the image of the engine, its environment and the tolerations
   * follow from it (docs/devices.md).
   * @default - that of `accelerator`; NVIDIA's GPUs where it is not known
   */
  readonly device?: DeviceName;
  /**
   * Devices by dynamic resource allocation. @default - by the resources of device plugins
   */
  readonly claim?: DeviceClaimSpec;
}
