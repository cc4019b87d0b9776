import type { Device } from './device';

const RESOURCE = 'google.com/tpu';

/** The label of GKE's nodes with the generation of their TPUs. */
const TYPE_LABEL = 'cloud.google.com/gke-tpu-accelerator';

/** The label with the shape in which the chips of a slice are connected. */
const TOPOLOGY_LABEL = 'cloud.google.com/gke-tpu-topology';

/**
 * A core counts as an accelerator, since an engine has a rank on each: a chip of v7 has two. Memory, arithmetic and
 * bandwidth are those of Google's documentation of a chip (Cloud TPU, TPU7x and TPU v6e), by its cores; they were not
 * read at a version. Of v6e no arithmetic in FP8 is known.
 */
const accelerators = {
  'tpu7x': {
    memoryGiB: 96, memoryFrom: 'nominal', fp8: true, bf16Tflops: 1153.5, memoryTBs: 3.69, gpusPerNode: 8,
    ranksPerDevice: 2,
  },
  'tpu-v6e-slice': {
    memoryGiB: 32, memoryFrom: 'nominal', fp8: false, bf16Tflops: 918, memoryTBs: 1.6, gpusPerNode: 8,
  },
} as const;

/** Shapes of slices of one node by the number of their chips (GKE documentation, TPU configurations). */
const topologies: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  'tpu7x': { 1: '1x1x1', 4: '2x2x1' },
  'tpu-v6e-slice': { 1: '1x1', 4: '2x2', 8: '2x4' },
};

/** Google's TPUs on GKE, with tpu-inference, the plugin of vLLM for them. */
export const tpu: Device = {
  name: 'tpu',
  title: 'Google TPU',
  noun: 'TPU chip',
  resource: RESOURCE,
  // google/dra-driver-google-tpu, README; not read at a version.
  dra: { driver: 'tpu.google.com', deviceClass: 'tpu.google.com', plugin: 'Google\'s TPU DRA driver' },
  accelerators,
  productLabel: TYPE_LABEL,
  otherLabels: {},
  shapeLabels: (product, chips) => {
    const shape = topologies[product]?.[chips];
    return shape === undefined ? undefined : { [TOPOLOGY_LABEL]: shape };
  },
  // GKE taints nodes with TPUs so.
  toleration: { key: RESOURCE, operator: 'Exists', effect: 'NoSchedule' },
  // llm-d/llm-d docs/api-reference/artifacts.md (1128ecf6) for v0.10.0, whose GPUs have vLLM 0.30.0.
  images: { '0.30.0': 'docker.io/vllm/vllm-tpu:v0.29.0' },
  // llm-d/llm-d guides/pd-disaggregation/modelserver/tpu at v0.9.0 names none: tpu-inference chooses it.
  blockSize: 'engine',
  environment: () => ({}),
  allocationVariables: ['TPU_VISIBLE_CHIPS'],
  environmentPrefixes: ['TPU_', 'JAX_', 'LIBTPU_'],
  plugin: 'the TPU device plugin, which GKE runs on nodes with TPUs',
  installation: [],
  exporter: 'the system metrics of GKE',
  proof: { ran: false, text: 'nothing ran on a TPU' },
  source:
    'llm-d/llm-d v0.9.0 guides/pd-disaggregation/modelserver/tpu, 1128ecf6 docs/api-reference/artifacts.md; GKE '
    + 'documentation, TPUs in GKE',
};
