const scheduler = 'github.com/llm-d/llm-d-inference-scheduler';

/** The Kubernetes release that the committed go.mod of the control plane pins. */
export const defaultKubernetes = '1.34.4';

/**
 * The Go programs of this folder: where the module is, which of its packages to build, and for the large ones how many
 * packages Go compiles for it where nothing is cached (2026-11-27), so that one who waits knows for how long.
 */
export const programs = {
  'control-plane': { folder: 'control-plane', package: '.', packages: 2350 },
  judge: { folder: 'judge', package: '.' },
  'endpoint-picker-v0.3.2': { folder: 'endpoint-picker/v0.3.2', package: '.', packages: 900 },
  'endpoint-picker-v0.4.0': { folder: 'endpoint-picker/v0.4.0', package: '.' },
  // Upstream's own mains, unmodified.
  promtool: { folder: 'promtool', package: 'github.com/prometheus/prometheus/cmd/promtool' },
  'routing-proxy-v0.4.0': { folder: 'routing-proxy', package: `${scheduler}/cmd/pd-sidecar`, packages: 560 },
  // What a rehearsal adds: pods that run, a network between them, and stand-ins for what cannot be had.
  sandbox: { folder: 'rehearsal', package: './cmd/sandbox' },
  kubelet: { folder: 'rehearsal', package: './cmd/kubelet', packages: 790 },
  network: { folder: 'rehearsal', package: './cmd/network' },
  'cluster-dns': { folder: 'rehearsal', package: './cmd/cluster-dns' },
  gateway: { folder: 'rehearsal', package: './cmd/gateway' },
  vllm: { folder: 'rehearsal', package: './cmd/vllm' },
  'llm-d-v0.10': { folder: 'llm-d-v0.10', package: '.' },
};
