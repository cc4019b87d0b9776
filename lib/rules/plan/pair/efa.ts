import { connectorNamed } from '../../../connectors/connectors';
import { efaInstance, efaInstances, hasLibfabric, usesEfa } from '../../../devices/efa';
import type { PoolPlan } from '../../../plan/pool-plan';
import { connectedPools } from '../../../plan/pools';
import { Release } from '../../../stack/releases';
import { Vllm } from '../../../stack/vllm/vllm';
import { nearest } from '../../../schema/did-you-mean';
import type { InferencePlan } from '../../../plan/inference-plan';
import { Rule } from '../../language/rule';

const { modelServer } = Release.ROUTER_0_10;
const ofAws = Vllm.of({ image: 'public.ecr.aws/deep-learning-containers/vllm:own', like: modelServer });
const efa = { type: 'rdma-ipc-lock', network: 'efa', instanceType: 'p5en.48xlarge' } as const;
const given = { fabric: efa };

/** What AWS's EFA asks of image, connector and nodes. */
export const efaRules: readonly Rule[] = [
  {
    id: 'PD614',
    title: 'KV cache goes through the devices of EFA',
    severity: 'error',
    cause:
      'UCX uses TCP on EFA of AWS or emulates RDMA in software: the pods get EFA devices, and the cache does not use '
      + 'them. NIXL has the LIBFABRIC backend for it, which loads libfabric.so.1; the images of vLLM do not have that '
      + 'library, and the engine exits at start',
    fix:
      'use an image of AWS that has the same vLLM, `modelServer: Vllm.of({ image: \'public.ecr.aws/'
      + 'deep-learning-containers/vllm:<tag>\', like: Release.<release>.modelServer })`; or set `fabric: \'tcp\'`, or '
      + 'use nodes with InfiniBand or RoCE',
    source:
      'ai-dynamo/nixl#909 (vLLM over UCX on EFA: software emulation); vllm-project/vllm#41814 (UCX is the only '
      + 'default backend), #55635 (libfabric.so.1); '
      + 'vLLM 0.11.0 nixl_connector.py:474 and 0.27.1 nixl/base_worker.py:271; llm-d/llm-d '
      + 'guides/pd-disaggregation/modelserver/gpu/vllm/aws takes LIBFABRIC and the image of AWS',
    evidence: 'issue',
    check: (plan) => {
      const [pool] = ofEfa(plan);
      if (pool === undefined) return [];
      const obstacle = connectorNamed(pool.connector!).withoutEfa(pool);
      return obstacle === undefined
        ? imagesOf(plan).filter(image => hasLibfabric(image) === false)
            .map(image => ({ field: 'release.modelServer', cause: `${image} has no libfabric.so.1` }))
        : [{
            field: 'connector',
            cause: `KV cache does not use the EFA devices: ${obstacle}`,
            fix: 'leave `connector.backends` out, or set it to `[\'LIBFABRIC\']`',
          }];
    },
    example: {
      field: 'release.modelServer', fails: modelServer, passes: ofAws, given, implies: ['PD362'],
    },
  },
  {
    id: 'PD360',
    title: 'How many EFA devices go with a GPU is known',
    severity: 'warning',
    cause:
      'each pod gets the devices that go with its GPUs; of a node that is not known a pod gets one device, through '
      + 'which all of its KV cache goes',
    fix:
      `set \`fabric.instanceType\` to one of ${Object.keys(efaInstances).join(', ')}, or state the devices of a pod, `
      + '`devices: { prefill, decode }`',
    source: 'EC2 user guide, Network cards; rows in lib/devices/efa.ts',
    evidence: 'read',
    check: ({ spec: { fabric } }) => {
      if (typeof fabric !== 'object' || !usesEfa(fabric) || fabric.devices !== undefined) return [];
      const { instanceType } = fabric;
      if (efaInstance(instanceType)) return [];
      const meant = instanceType === undefined ? undefined : nearest(instanceType, Object.keys(efaInstances));
      return [{
        field: instanceType === undefined ? 'fabric' : 'fabric.instanceType',
        cause: instanceType === undefined
          ? 'EFA without `instanceType` and without `devices`: each pod asks for one device'
          : `the devices of '${instanceType}' are not known: each pod asks for one`,
        ...(meant !== undefined && { fix: `did you mean '${meant}'? Else state \`devices: { prefill, decode }\`` }),
      }];
    },
    example: {
      field: 'fabric', fails: { ...efa, instanceType: 'p9.48xlarge' }, passes: efa,
      given: { 'release.modelServer': ofAws }, implies: ['PD362'],
    },
  },
  {
    id: 'PD361',
    title: 'The image is known to have libfabric',
    severity: 'warning',
    cause:
      'NIXL loads its LIBFABRIC backend with libfabric.so.1; where the image lacks it, the engine exits at start, and '
      + 'nobody has looked into this one',
    fix: 'look for libfabric.so.1 in the image, and waive the rule with what you saw',
    source: 'vllm-project/vllm#55635; images in lib/devices/efa.ts',
    evidence: 'issue',
    check: plan => imagesOf(plan).filter(image => hasLibfabric(image) === undefined)
      .map(image => ({ field: 'release.modelServer', cause: `whether ${image} has libfabric.so.1 is not known` })),
    example: {
      field: 'release.modelServer', fails: Vllm.of({ image: 'registry.example/vllm:own', like: modelServer }),
      passes: ofAws, given, implies: ['PD362'],
    },
  },
];

/** The pools whose KV cache travels through EFA. */
function ofEfa(plan: InferencePlan): PoolPlan[] {
  return connectedPools(plan).filter(({ fabric }) => usesEfa(fabric));
}

function imagesOf(plan: InferencePlan): string[] {
  return [...new Set(ofEfa(plan).map(({ modelServer: { image } }) => image))];
}
