import type {
  BufferDevice, MooncakeConnectorSpec, MoriIoConnectorSpec, NixlConnectorSpec, TpuConnectorSpec,
} from '../../spec/connector';
import type { Role } from '../../spec/role';
import { anyOf, boolean, list, object, oneOf, optional, Shape, string, union, wholeNumber } from '../../schema/shape';

const bufferDevice = oneOf('cuda', 'cpu', 'xpu', 'hpu');

const ofTpu = object<TpuConnectorSpec>({ type: string });

/** `connector` of a spec. */
export const connector: Shape = union({
  'nixl': object<NixlConnectorSpec>({
    type: string,
    backends: optional(list(oneOf('UCX', 'LIBFABRIC'))),
    bufferDevice: optional(anyOf(
      'a device or { prefill, decode }', bufferDevice,
      object<Record<Role, BufferDevice>>({ prefill: bufferDevice, decode: bufferDevice }),
    )),
    leaseSeconds: optional(wholeNumber(1, 86_400)),
    permuteLocalCache: optional(boolean),
  }),
  'mooncake': object<MooncakeConnectorSpec>({ type: string, protocol: optional(oneOf('rdma', 'tcp')) }),
  'mori-io': object<MoriIoConnectorSpec>({ type: string }),
  'tpu': ofTpu,
  'tpu-hybrid': ofTpu,
});
