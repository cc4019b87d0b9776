import { BenchmarkResult } from '../../bench/benchmark-run';
import { LoadGenerator, SeenConditions } from '../../bench/conditions';
import { commonEngine, Engine, unknownEngine } from '../../bench/engine';
import { inferencePerfResult } from '../../bench/inference-perf-result';
import { vllmResult } from '../../bench/vllm-result';
import { requestObjectives } from '../../plan/objectives';
import { Role } from '../../spec/role';
import { VerificationProps } from '../../verification/verification-job';
import { VerificationTask } from '../../plan/verification-plan';
import { ClusterClient } from '../../kube/cluster-client';
import { deployedPlan, deployedPod, deployedResources } from './deployed-verification';
import { DistDeployment } from '../dist-deployment';
import { CONFIG_FILE, inferencePerfConfig, inferencePerfContainer, LoadShape } from './inference-perf-job';
import { podAccelerators } from '../pod-accelerators';
import { runningImages } from './running-images';
import { BY_COMMAND, runVerification, Verified } from './verification-run';

/** A measurement or why it failed, with the engines and GPUs that answered. */
export interface Measured extends ReadResult {
  readonly seen: SeenConditions;
}

interface ReadResult {
  /** Absent if nothing was measured. */
  readonly result?: BenchmarkResult;
  /** Empty if all prompts were completed. */
  readonly problems: readonly string[];
}

/**
 * Measures a deployment at one concurrency: a Job in the cluster warms up every pair of a prefill and a decode pod, or
 * every pod that does both, then sends the prompts through the gateway.
 */
export async function measure(
  client: ClusterClient,
  deployment: DistDeployment,
  generator: LoadGenerator,
  shape: LoadShape,
  onLine: (line: string) => void,
): Promise<Measured> {
  const props = await propsOf[generator](client, deployment, shape);
  const verified = await runVerification(client, deployment, props, onLine);
  const read = readers[generator](verified, shape);
  const seen = { ...seenBy(verified, read.result), ...await runningImages(client, deployment) };
  return {
    ...read,
    seen:
      seen.engine?.kind === 'stand-in' ? seen : { ...seen, accelerators: await podAccelerators(client, deployment) },
  };
}

/**
 * What the Job reports about the pods. A stand-in as load generator marks the measurement in the same way as a stand-in
 * as engine.
 */
function seenBy({ outcome }: Verified, result: BenchmarkResult | undefined): SeenConditions {
  const { engine = unknownEngine, pods } = outcome as Partial<WarmedUp>;
  return {
    engine: result?.standIn ? commonEngine([engine, { kind: 'stand-in', versions: [] }]) : engine,
    pods: Object.fromEntries(Object.entries(pods ?? {}).map(([role, names]) => [role, names.length])),
  };
}

/** What the program reports about the pods that it warmed up. */
interface WarmedUp {
  readonly engine: Engine;
  readonly pods: Readonly<Partial<Record<Role, readonly string[]>>>;
}

/** Twice the time of the slowest published row for its tokens, and at least ten minutes for warm-up and image pulls. */
function deadlineOf({ prompts, concurrency, outputTokens }: LoadShape): number {
  return Math.max(600, Math.ceil(prompts / concurrency) * outputTokens * 0.05);
}

/** The same in every measurement, so that two can be compared. */
const goodputObjectives = requestObjectives();

/** Seconds that pods have to become ready. */
const PATIENCE_SECONDS = 60;

const propsOf: Readonly<
  Record<
    LoadGenerator,
    (client: ClusterClient, deployment: DistDeployment, shape: LoadShape) => Promise<VerificationProps>
  >
> = {
  'vllm': async (client, deployment, shape) => {
    const { prompts, concurrency, inputTokens, outputTokens } = shape;
    const { ttftMs, tpotMs } = goodputObjectives;
    return jobOf(client, deployment, {
      name: 'bench',
      numbers: [prompts, concurrency, inputTokens, outputTokens, PATIENCE_SECONDS, ttftMs, tpotMs],
      deadlineSeconds: deadlineOf(shape),
    });
  },
  'inference-perf': async (client, deployment, shape) => {
    const props = await jobOf(client, deployment, {
      name: 'warm-up',
      numbers: [PATIENCE_SECONDS],
      deadlineSeconds: deadlineOf(shape),
    });
    const { env, volumeMounts, securityContext } = props.pod;
    return {
      ...props,
      containers: [inferencePerfContainer(env, volumeMounts, securityContext, props.resources)],
      files: { [CONFIG_FILE]: inferencePerfConfig(props.plan, shape) },
    };
  },
};

async function jobOf(
  client: ClusterClient,
  deployment: DistDeployment,
  task: VerificationTask,
): Promise<VerificationProps> {
  return {
    deployment: deployment.name,
    name: `${deployment.name}-llmd-bench`,
    plan: await deployedPlan(client, deployment),
    pod: deployedPod(deployment),
    ...deployedResources(deployment),
    task,
    annotations: { [BY_COMMAND]: 'bench' },
  };
}

const readers: Readonly<Record<LoadGenerator, (verified: Verified, shape: LoadShape) => ReadResult>> = {
  'vllm': ({ outcome }) => ({
    ...outcome.result !== undefined && { result: vllmResult(outcome.result, outcome.seed as number, goodputObjectives) },
    problems: outcome.problems,
  }),
  'inference-perf': ({ outcome, laterLog }, { concurrency, prompts }) => {
    if (outcome.problems.length > 0) return { problems: outcome.problems };
    const result = inferencePerfResult(laterLog, concurrency, prompts);
    return {
      result,
      problems: result.completed === prompts ? [] : [`${result.completed} of ${prompts} prompts completed`],
    };
  },
};
