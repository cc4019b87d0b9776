import type { LocatedFinding } from '../language/source-place';

/** Findings with one cause as a reader sees them: once, with every place. */
export interface JoinedFinding extends LocatedFinding {
  /** The places, each with what it is in the spec, for example `llama/decode.engine`. */
  readonly places: readonly LocatedFinding[];
}

/**
 * The findings with those of one cause joined, in the order of the first of each: the same in both roles of a
 * deployment, and advice that is the same for several deployments.
 */
export function joined(findings: readonly LocatedFinding[]): readonly JoinedFinding[] {
  const groups = new Map<string, LocatedFinding[]>();
  for (const finding of findings) {
    const { cause, deployment, field, fix, isAdvice = false, rule, severity } = finding;
    const place = field.replace(/^(?:prefill|decode)\b/, 'role');
    const key = JSON.stringify([rule, severity, place, cause, fix, isAdvice ? '' : deployment]);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()].map(places => ({ ...places[0]!, places }));
}

/** The places of a joined finding as one text: `llama/prefill.engine, llama/decode.engine`. */
export function placesText({ isAdvice = false, places }: JoinedFinding): string {
  const names = [...new Set(places.map(({ deployment, field }) => `${deployment}/${field}`))];
  const shown = isAdvice ? names.slice(0, MOST_OF_ADVICE) : names;
  return shown.join(', ') + (shown.length < names.length ? ` and ${names.length - shown.length} more` : '');
}

/** As many deployments are named as show which kind is meant. */
const MOST_OF_ADVICE = 3;
