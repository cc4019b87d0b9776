import { connectorNamed } from '../../../connectors/connectors';
import { offloadingOf } from '../../../connectors/offloading/offloadings';
import { deviceNamed } from '../../../devices/devices';
import type { InferencePlan } from '../../../plan/inference-plan';
import type { PoolPlan } from '../../../plan/pool-plan';
import { Release } from '../../../stack/releases';
import { onceByField } from '../../language/once-by-field';
import { Rule, Violation } from '../../language/rule';
import { isOwnImage } from '../own-image';

/** Whether the devices of an engine, and its image, have what moves and keeps its KV cache. */
export const connectorDeviceRules: readonly Rule[] = [
  {
    id: 'PD372',
    title: 'What moves and keeps KV cache can do it for the device, and is in the image',
    severity: 'error',
    cause: 'an engine exits at start where the package is missing or vLLM does not support the device',
    fix:
      'remove the field, and the release\'s own way counts; or set `image` of the role to one that is built with it, '
      + 'which is then taken as it is',
    source:
      'lib/connectors/: `withoutDevice` and `library` of each; `libraries` of a version in lib/stack/vllm/, by the '
      + 'Dockerfiles of vLLM 0.27.1 and 0.30.0',
    evidence: 'read',
    check: plan => onceByField(parts(plan).flatMap(({ field, library, pool, title, withoutDevice }): Violation[] => {
      const { device, modelServer: { image, known } } = pool;
      const own = isOwnImage(image);
      if (withoutDevice !== undefined && (!own || library === undefined))
        return [{
          field, cause: `${title}: ${withoutDevice}, and the engine computes on ${deviceNamed(device).title}`,
        }];
      const has = known?.transfers.libraries[device];
      return own || library === undefined || has === undefined || has.includes(library)
        ? []
        : [{ field, cause: `${image} is built without \`${library}\`, which ${title} calls` }];
    })),
    example: {
      field: 'connector', fails: { type: 'nixl', bufferDevice: 'xpu' }, passes: { type: 'nixl', bufferDevice: 'cpu' },
      implies: ['PD362'], given: { release: Release.ROUTER_0_10 },
    },
  },
  {
    id: 'PD373',
    title: 'What moves and keeps KV cache is known to do it for the device',
    severity: 'warning',
    cause: 'the image is not one of vLLM\'s own: what it is built for is not known',
    fix: 'run `llmd verify` against the cluster, and waive the rule with its result',
    source: 'lib/connectors/: `withoutDevice` of each',
    evidence: 'read',
    check: plan => onceByField(parts(plan).flatMap(({ field, library, pool, title, withoutDevice }): Violation[] => {
      const { device, modelServer: { image } } = pool;
      return withoutDevice === undefined || library === undefined || !isOwnImage(image)
        ? []
        : [{
            field,
            cause: `${title}: ${withoutDevice}, and the pods ask for ${deviceNamed(device).title}, with ${image}`,
          }];
    })),
    example: {
      field: 'connector', fails: { type: 'nixl', bufferDevice: 'xpu' }, passes: { type: 'nixl', bufferDevice: 'cpu' },
      implies: ['PD362'],
      given: {
        'release': Release.ROUTER_0_10, 'prefill.image': 'registry.example/vllm-xpu:0.27',
        'decode.image': 'registry.example/vllm-xpu:0.27',
      },
    },
  },
  {
    id: 'PD374',
    title: 'Pods whose KV cache goes by RDMA have RDMA devices',
    severity: 'error',
    cause: 'without a device there is nothing that memory can be registered with',
    fix: 'set `fabric` to the network of the nodes, or take what works over TCP: NIXL, or `protocol: \'tcp\'`',
    source:
      'vLLM 0.27.1 and 0.30.0 kv_connector/v1/moriio/moriio_common.py (`backend` is rdma or xgmi) and '
      + 'mooncake/mooncake_connector.py (`mooncake_protocol`)',
    evidence: 'read',
    check: plan => onceByField(parts(plan).flatMap(({ field, pool, title, withoutFabric }): Violation[] =>
      withoutFabric === undefined || pool.hasFabric
        ? []
        : [{ field, cause: `${title}: ${withoutFabric}, and the pods get no RDMA devices` }])),
    example: {
      field: 'connector', fails: { type: 'mooncake', protocol: 'rdma' }, passes: { type: 'mooncake', protocol: 'tcp' },
      given: { release: Release.ROUTER_0_10, waive: { PD362: 'an example' } },
    },
  },
];

/** What moves or keeps the KV cache of a pool, and what it says of the engine. */
interface Part {
  readonly field: string;
  readonly pool: PoolPlan;
  readonly title: string;
  readonly library?: string;
  readonly withoutDevice?: string;
  readonly withoutFabric?: string;
}

/** Of each role; the connector is a field of the deployment, so both say the same of it. */
function parts({ pools, spec }: InferencePlan): readonly Part[] {
  const moved = pools.flatMap((pool): Part[] => {
    if (pool.connector === undefined) return [];
    const { library, title, withoutDevice, withoutFabric } = connectorNamed(pool.connector);
    return [{
      field: spec.connector ? 'connector' : `${pool.role}.device`, pool, title,
      library, withoutDevice: withoutDevice(pool), withoutFabric: withoutFabric(pool),
    }];
  });
  const kept = pools.flatMap((pool): Part[] => {
    if (pool.offloading === undefined) return [];
    const { library, title, withoutDevice, withoutFabric } = offloadingOf(pool.offloading);
    return [{
      field: `${pool.role}.offloading`, pool, title,
      library, withoutDevice: withoutDevice(pool.device), withoutFabric: withoutFabric(pool.offloading),
    }];
  });
  return [...moved, ...kept];
}
