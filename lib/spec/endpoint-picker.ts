import type { PodSpec } from './pool';

/** The endpoint picker: how many, where, and what it should know of the prefill pods. */
export interface EndpointPickerSpec {
  /**
   * Pickers that serve at the same time. One that counts what it sent itself must be alone (PD436): a lost node is then
   * an outage until another one has started. Of those with a plugin for the metrics of the pods alone, two are safe.
   * @default 1
   */
  readonly replicas?: number;
  /**
   * Seconds until the picker is started on another node, from the moment in which Kubernetes finds that its node does
   * not answer, which takes it 40 to 50 s itself. The gateway refuses every request meanwhile.
   * @default 10 - 300 is that of Kubernetes
   */
  readonly unreachableSeconds?: number;
  /**
   * Tokens of prompts that one prefill pod computes in a second at most, measured with this model on this GPU. With it
   * the picker estimates how long a prompt would wait for the pod that has its prefix in the cache.
   * @default - what the picker assumes: 15,928, of a 32B model on two H100
   */
  readonly prefillThroughput?: number;
  /**
   * Milliseconds by which the first token may come later than from another pod, for the sake of a cached prefix. Above
   * that the request goes to the other one.
   * @default - `firstTokenSeconds` of the objectives
   */
  readonly prefixWaitMilliseconds?: number;
  /**
   * What the gateway does with requests while no picker answers: `FailClose` refuses them, `FailOpen` spreads them over
   * the pods without regard to load or prefix. With prefill pods it must be `FailClose` (PD333).
   * @default - 'FailOpen' without `prefill`, else 'FailClose'
   */
  readonly failureMode?: FailureMode;
  /** More fields of the pod. Its requests and limits are in `containers.endpointPicker`. @default - none */
  readonly pod?: PickerPodSpec;
}

/** What a gateway does with requests while no picker answers; values of `failureMode` in an InferencePool. */
export type FailureMode = 'FailClose' | 'FailOpen';

/** Pod fields of the picker that the library does not derive. */
export type PickerPodSpec = Pick<
  PodSpec, 'affinity' | 'nodeSelector' | 'priorityClassName' | 'tolerations' | 'topologySpreadConstraints'
>;
