import type { ContainersSpec, ResourcesSpec } from '../spec/containers';

/**
 * Requests and limits of the containers beside the engine, where a spec does not say them. Their root file systems are
 * read-only: only the container's log is on the node's disk, of which the kubelet keeps five times 10 MiB.
 */
export const defaultResources = {
  endpointPicker: {
    requests: { 'cpu': '1', 'memory': '1Gi', 'ephemeral-storage': '1Gi' },
    limits: { 'memory': '8Gi', 'ephemeral-storage': '1Gi' },
  },
  routingProxy: {
    requests: { 'cpu': '100m', 'memory': '256Mi', 'ephemeral-storage': '1Gi' },
    limits: { 'memory': '1Gi', 'ephemeral-storage': '1Gi' },
  },
  // Not measured with a real download: several files at a time, each in parts.
  modelDownload: {
    requests: { 'cpu': '1', 'memory': '2Gi', 'ephemeral-storage': '1Gi' },
    limits: { 'memory': '8Gi', 'ephemeral-storage': '2Gi' },
  },
  waitForModel: {
    requests: { 'cpu': '10m', 'memory': '32Mi', 'ephemeral-storage': '100Mi' },
    limits: { 'memory': '128Mi', 'ephemeral-storage': '1Gi' },
  },
  // llm-d `guides/precise-prefix-cache-routing/render/standalone` at a8748227, without its limit of CPU.
  tokenizer: {
    requests: { 'cpu': '1', 'memory': '4Gi', 'ephemeral-storage': '1Gi' },
    limits: { 'memory': '12Gi', 'ephemeral-storage': '10Gi' },
  },
} as const satisfies Partial<Record<keyof ContainersSpec | 'waitForModel', Required<ResourcesSpec>>>;
