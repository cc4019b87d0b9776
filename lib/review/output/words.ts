import type { Danger } from '../effects/effect';
import type { DeploymentReview } from '../deployment-review';
import { costText, differs } from '../judgement/cost';
import type { Review } from '../review';

/** What a danger is called. */
export const dangerWords: Readonly<Record<Danger, string>> = {
  refused: 'refused', care: 'needs care', safe: 'safe',
};

/** `2 deployments differ, 1 is refused`. */
export function summaryOf({ deployments, onlySpelling }: Review): string {
  const count = deployments.length;
  const spelling = onlySpelling.length === 0 ? ''
    : `; ${onlySpelling.length} ${onlySpelling.length === 1 ? 'file differs' : 'files differ'} only in spelling`;
  if (count === 0) return `nothing differs for Kubernetes${spelling}`;
  const counted = (['refused', 'care', 'safe'] as const).flatMap((danger) => {
    const found = deployments.filter(each => each.danger === danger).length;
    return found === 0 ? [] : [count === 1 ? dangerWords[danger] : `${found} ${dangerWords[danger]}`];
  });
  return `${count} ${count === 1 ? 'deployment differs' : 'deployments differ'}: ${counted.join(', ')}${spelling}`;
}

/** What it costs, the resources that change first; one line where none does. */
export function costLines({ costs }: Pick<DeploymentReview, 'costs'>): readonly string[] {
  const changed = costs.filter(differs);
  if (changed.length > 0) return changed.map(costText);
  const gpus = costs.filter(({ resource }) => resource.startsWith('GPUs ')).map(costText);
  return [gpus.length > 0 ? `nothing more and nothing less: ${gpus.join(', ')}` : 'nothing more and nothing less'];
}

/** What changes of a deployment as a whole. */
export function changeText({ change, danger, deployment }: DeploymentReview): string {
  const what = { new: ', a new deployment', gone: ', which goes', changed: '' }[change];
  return `${deployment}${what}: ${dangerWords[danger]}`;
}
