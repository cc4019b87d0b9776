import { nameOf } from '../manifests/identity';
import { replicasNoun } from '../manifests/replicas-text';
import type { RunningPods, Side } from '../manifests/side';
import type { Effect } from '../effects/effect';
import type { Container } from '../../kube/kubernetes-objects';
import type { Risk } from './risk';

/** What is missing while pods are replaced, and for how long at most. */
export function capacityRisks(effects: readonly Effect[], after: Side): readonly Risk[] {
  return effects.filter(({ kind }) => kind === 'restarts').flatMap(({ object }) => {
    const pods = after.pods.find(({ part }) => nameOf(part.object) === object);
    return pods ? [riskOf(object, pods)] : [];
  });
}

function riskOf(object: string, running: RunningPods): Risk {
  const { least, part } = running;
  const { maxSurge, maxUnavailable, type } = strategyOf(part.object);
  if (type !== undefined && type !== 'RollingUpdate') {
    const all = `all ${least} ${replicasNoun(running, least)}`;
    return { danger: 'care', text: `${object}: the rollout has the strategy ${type}, ${all} can be missing` };
  }
  const missing = Math.min(least, share(maxUnavailable ?? QUARTER, least, Math.floor));
  const surge = share(maxSurge ?? QUARTER, least, Math.ceil);
  const start = startSeconds(part.template.spec.containers);
  const drain = (part.template.spec as { readonly terminationGracePeriodSeconds?: number })
    .terminationGracePeriodSeconds
    ?? 30;
  const rounds = Math.ceil(least / Math.max(1, missing + surge));
  const longest = start === undefined ? ''
    : `; each has ${minutes(start)} to start and ${minutes(drain)} to drain, so it `
      + `takes ${minutes(rounds * (start + drain))} at most, where no pod fails`;
  const capacity = missing === 0
    ? 'no pod is missing while it rolls'
    : `${missing} of ${least} ${replicasNoun(running, least)} ${least === 1 ? 'is' : 'are'} missing at a time (${
      Math.round(100 * missing / least)} %) while it rolls`;
  const extra = surge > 0 && missing === 0 ? `, room for ${surge} more is needed` : '';
  return { danger: missing > 0 ? 'care' : 'safe', text: `${object}: ${capacity}${extra}${longest}` };
}

interface Strategy {
  readonly type?: string;
  readonly maxSurge?: number | string;
  readonly maxUnavailable?: number | string;
}

function strategyOf(object: object): Strategy {
  const { spec = {} } = object as { readonly spec?: Readonly<Record<string, Fields | undefined>> };
  const { rollingUpdate = {}, rollingUpdateConfiguration, type } = {
    ...spec.strategy, ...spec.updateStrategy, ...spec.rolloutStrategy,
  } as { readonly type?: string; readonly rollingUpdate?: Strategy; readonly rollingUpdateConfiguration?: Strategy };
  return { type, ...rollingUpdate, ...rollingUpdateConfiguration };
}

type Fields = Readonly<Record<string, unknown>>;

const QUARTER = '25%';

function share(value: number | string, of: number, round: (part: number) => number): number {
  const percent = /^(\d+)%$/.exec(String(value));
  return percent ? round(of * Number(percent[1]) / 100) : Number(value);
}

/** The longest that its containers may take to answer for the first time. */
function startSeconds(containers: readonly Container[]): number | undefined {
  const probes = containers.flatMap(({ startupProbe }) => startupProbe === undefined ? [] : [startupProbe as {
    readonly failureThreshold?: number; readonly periodSeconds?: number; readonly initialDelaySeconds?: number;
  }]);
  return probes.length === 0 ? undefined : Math.max(...probes.map(probe =>
    (probe.initialDelaySeconds ?? 0) + (probe.failureThreshold ?? 3) * (probe.periodSeconds ?? 10)));
}

function minutes(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 360) / 10} h`;
}
