import type { ResourcesSpec } from '../../spec/containers';
import { VERIFICATION_FOLDER } from '../../verification/verification-job';
import { VerificationPlan } from '../../plan/verification-plan';

/**
 * The load generator of kubernetes-sigs/inference-perf, at the release whose configuration and reports are read here.
 */
export const INFERENCE_PERF_IMAGE = 'quay.io/inference-perf/inference-perf:v0.6.0';

/** What a load asks for. */
export interface LoadShape {
  readonly prompts: number;
  readonly concurrency: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/**
 * The configuration of one stage of concurrent load (kubernetes-sigs/inference-perf `docs/config.md`). JSON is YAML,
 * and needs no quoting rules.
 */
export function inferencePerfConfig(
  { gateway, model, tokenizer }: VerificationPlan,
  { prompts, concurrency, inputTokens, outputTokens }: LoadShape,
): string {
  const exactly = (tokens: number): object => ({
    min: tokens,
    max: tokens,
    mean: tokens,
    std_dev: 0,
    total_count: prompts,
  });
  return `${JSON.stringify(
    {
      api: { type: 'completion', streaming: true },
      data: { type: 'random', input_distribution: exactly(inputTokens), output_distribution: exactly(outputTokens) },
      load: {
        type: 'concurrent',
        stages: [{ concurrency_level: concurrency, num_requests: prompts }],
        num_workers: 1,
        worker_max_concurrency: concurrency,
      },
      server: { type: 'vllm', model_name: model, base_url: gateway, ignore_eos: true },
      tokenizer: { pretrained_model_name_or_path: tokenizer },
      report: { request_lifecycle: { summary: true, per_stage: false, per_request: false } },
      storage: { local_storage: { path: '/tmp/reports' } },
    },
    undefined,
    1,
  )}\n`;
}

/** The container, which comes after the warm-up. */
export function inferencePerfContainer(
  env: readonly object[],
  volumeMounts: readonly object[],
  securityContext: object,
  { limits, requests }: ResourcesSpec = {},
): object {
  return {
    name: 'inference-perf',
    image: INFERENCE_PERF_IMAGE,
    imagePullPolicy: 'IfNotPresent',
    command: ['inference-perf'],
    args: ['--config_file', `${VERIFICATION_FOLDER}/${CONFIG_FILE}`],
    env,
    securityContext,
    resources: {
      requests: { cpu: '4', memory: '4Gi', ...requests },
      limits: { cpu: '8', memory: '8Gi', ...limits },
    },
    volumeMounts: [
      ...volumeMounts,
      { name: 'verification', mountPath: VERIFICATION_FOLDER, readOnly: true },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
}

/** Its configuration beside the program. */
export const CONFIG_FILE = 'inference-perf.yml';
