import { ByRole } from '../../bench/conditions';
import { Engine, engineText } from '../../bench/engine';
import { attachmentCauses } from '../causes/attachment';
import { selectionCauses } from '../causes/selection';
import { Evidence } from '../causes/evidence';
import { ClusterClient } from '../../kube/cluster-client';
import { deployedPlan, deployedPod, deployedResources, deployedVllm } from './deployed-verification';
import { DistDeployment, groupOf, rolesIn } from '../dist-deployment';
import { Attached, Condition, Gateway } from '../../kube/kubernetes-objects';
import { lookAt, partText, Progress } from './rollout';
import { BY_COMMAND, Outcome, runVerification } from './verification-run';

/** One condition that must be true. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** Present if it could not be checked; `ok` then means that nothing contradicts it. */
  readonly unknown?: true;
  /** What was observed. */
  readonly detail: string;
}

/** Whether requests are served by the pods that they are meant for. */
export interface Verification {
  readonly works: boolean;
  readonly checks: readonly Check[];
  /** Why it does not work, one sentence each. */
  readonly causes: readonly string[];
}

/** How many completions are requested, and how long the first may take. */
export interface VerifyOptions {
  /**
   * Completions to request after the first. @default - 16 for each pod of the larger role, or for each of its ranks, at
   * least 128: then none is left out by chance
   */
  readonly requests?: number;
  /** Seconds that pods and gateway have to answer the first one. */
  readonly patienceSeconds: number;
}

/**
 * Proves that requests are served by a prefill pod and a decode pod, or by pods that do both: first the state in the
 * API server, then completions through the gateway from a pod inside the cluster, with the counters of all roles before
 * and after.
 *
 * @param onCheck is called with each check when its result is known, and with progress texts between them
 */
export async function verify(
  client: ClusterClient, deployment: DistDeployment, options: VerifyOptions, onCheck: (check: Check | string) => void,
): Promise<Verification> {
  const progress = await lookAt(client, deployment);
  const checks = stateChecks(progress);
  checks.forEach(onCheck);
  if (checks.some(({ ok }) => !ok)) return { works: false, checks, causes: stateCauses(progress) };
  const outcome = await ask(client, deployment, options, onCheck);
  const served = servedChecks(deployment, outcome);
  served.forEach(onCheck);
  if (outcome.problems.length === 0) return { works: true, checks: [...checks, ...served], causes: [] };
  const after = await lookAt(client, deployment);
  return {
    works: false,
    checks: [...checks, ...served],
    causes: [...outcome.problems, ...stateCauses(after), ...likely(outcome)],
  };
}

function stateChecks({ complete, evidence, parts }: Progress): readonly Check[] {
  const { deployment } = evidence;
  return [
    { name: 'pods ready', ok: complete, detail: parts.map(partText).join('; ') },
    ...(deployment.gateway ? attached(evidence, deployment.gateway) : []),
    ...selection(evidence),
  ];
}

/** What the controller of a Gateway says. */
function attached({ deployment, gateway, pool, route }: Evidence, wanted: Gateway): readonly Check[] {
  return [
    condition(
      'gateway programmed', gateway?.status?.conditions, ['Accepted', 'Programmed'], wanted.metadata.name,
    ),
    condition(
      'route accepted, references resolved',
      conditionsOf(route),
      ['Accepted', 'ResolvedRefs'],
      deployment.route!.metadata.name,
    ),
    condition(
      'pool accepted by the gateway',
      conditionsOf(pool),
      ['Accepted'],
      `${deployment.pool!.metadata.name} of ${groupOf(deployment.pool!)}`,
    ),
  ];
}

function selection(evidence: Evidence): readonly Check[] {
  const wrong = [...attachmentCauses(evidence), ...selectionCauses(evidence)];
  return wrong.length === 0
    ? []
    : [{ name: 'pool, route and picker fit together', ok: false, detail: `${wrong.length} problems` }];
}

function conditionsOf(object: Attached | undefined): readonly Condition[] | undefined {
  return (object?.status?.parents ?? object?.status?.parent)?.flatMap(({ conditions = [] }) => conditions);
}

function condition(
  name: string,
  conditions: readonly Condition[] | undefined,
  types: readonly string[],
  of: string,
): Check {
  if (conditions === undefined) return { name, ok: false, detail: `${of}: not found or not reconciled yet` };
  const unmet = types.filter(type => !conditions.some(found => found.type === type && found.status === 'True'));
  return { name, ok: unmet.length === 0, detail: unmet.length === 0 ? of : `${of}: ${unmet.join(', ')} missing` };
}

function stateCauses({ causes, complete, evidence, parts }: Progress): readonly string[] {
  const all = [...causes, ...attachmentCauses(evidence), ...selectionCauses(evidence)];
  if (all.length > 0) return all;
  return complete
    ? []
    : [`pods are not ready yet: ${parts.map(partText).join('; ')}. Fix: wait, and run \`llmd status\``];
}

async function ask(
  client: ClusterClient,
  deployment: DistDeployment,
  { requests, patienceSeconds }: VerifyOptions,
  onLine: (line: string) => void,
): Promise<Outcome> {
  const plan = await deployedPlan(client, deployment);
  const engines = Object.values(plan.roles).map(({ ranks = 1, replicas }) => replicas * ranks);
  const numbers = [requests ?? Math.max(128, ...engines.map(number => 16 * number)), patienceSeconds];
  const { outcome } = await runVerification(
    client,
    deployment,
    {
      deployment: deployment.name,
      name: `${deployment.name}-llmd-verify`,
      plan,
      ...(deployment.record.callerToken && { token: deployment.record.callerToken }),
      pod: deployedPod(deployment),
      ...deployedResources(deployment),
      task: { name: 'verify', numbers, deadlineSeconds: patienceSeconds + DEADLINE_SECONDS },
      annotations: { [BY_COMMAND]: 'verify' },
    },
    onLine,
  );
  return outcome;
}

/** Seconds for a pod to start and some hundred short completions. */
const DEADLINE_SECONDS = 240;

interface Served extends Outcome {
  readonly requests: number;
  readonly answered: number;
  /** Requests by role; none of prefill pods where there are none, as in the two below. */
  readonly served: ByRole<number> & { readonly decode: number };
  readonly pods: ByRole<readonly string[]>;
  readonly idle: ByRole<readonly string[]>;
  readonly kvBytes: number | null;
  readonly engine: Engine;
}

function servedChecks(deployment: DistDeployment, outcome: Outcome): readonly Check[] {
  if (outcome.served === undefined)
    return [{ name: 'a completion through the gateway', ok: false, detail: outcome.problems.join('; ') }];
  const { answered, engine, idle, pods, requests, served } = outcome as Served;
  const used = rolesIn(deployment).map(({ role }) => {
    const [all = [], unused = []] = [pods[role], idle[role]];
    // A rank has the port in its name.
    const ranks = all.some(name => name.includes(':')) ? ' ranks' : '';
    return `${all.length - unused.length} of ${all.length} ${role}${ranks}`;
  });
  return [
    { name: 'engines', ok: true, detail: engineText(engine) },
    {
      name: 'completions through the gateway',
      ok: answered === requests,
      detail: `${answered} of ${requests} answered`,
    },
    ...(served.prefill === undefined
      ? []
      : [{
          name: 'prefill pods computed the prompts',
          ok: served.prefill >= answered,
          detail: `${served.prefill} of ${answered}`,
        }]),
    { name: 'decode pods answered', ok: served.decode >= answered, detail: `${served.decode} of ${answered}` },
    {
      name: 'the picker uses every pod',
      ok: !outcome.problems.some(problem => problem.includes('served nothing')),
      detail: used.join(', '),
    },
    ...(served.prefill === undefined ? [] : [kvCheck(deployment, outcome as Served)]),
  ];
}

function kvCheck(deployment: DistDeployment, { answered, kvBytes, served: { prefill = 0 } }: Served): Check {
  const name = 'KV cache by NIXL';
  if (kvBytes !== null) return { name, ok: kvBytes > 0, detail: `decode pods read ${sizeText(kvBytes)}` };
  const known = deployedVllm(deployment);
  if (known === undefined) {
    const why = 'the vLLM version in this image is not known, so its counters of KV cache transfers are not read';
    return {
      name,
      ok: true,
      unknown: true,
      detail:
        `unknown: ${why}. Fix: set \`modelServer: Vllm.of({ image, like })\` in the release, where \`like\` `
        + 'names the version',
    };
  }
  return {
    name,
    ok: prefill >= answered,
    detail: `vLLM ${known.version} has no counter for it; a failed transfer fails its request`,
  };
}

function sizeText(bytes: number): string {
  return bytes < 2 ** 20 ? `${(bytes / 2 ** 10).toFixed(1)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

/** The likely causes of decode-only answers if the objects show none. */
function likely(outcome: Outcome): readonly string[] {
  const { answered, served } = outcome as Partial<Served>;
  if (served?.prefill === undefined || answered === undefined || served.prefill >= answered) return [];
  return [
    'possible causes: the endpoint picker finds no ready prefill pod (see `llmd status NAME`; the log of the '
    + 'picker does not show it), the routing proxy is bypassed '
    + '(the target port of the pool must be that of the proxy), or prompts are shorter than the threshold of '
    + 'the picker',
  ];
}
