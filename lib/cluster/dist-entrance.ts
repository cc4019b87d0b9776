import type { Gateway, HttpRoute } from '../kube/kubernetes-objects';

/** What a request must be, so that it reaches a deployment. */
export interface DistEntrance {
  /** The listener that the route names. */
  readonly section?: string;
  /** Names of hosts that requests are for; none for all. */
  readonly hostnames: readonly string[];
  /** Headers that requests must have. */
  readonly headers: Readonly<Record<string, string>>;
  /** What stands before every path for callers, empty where nothing does. */
  readonly pathPrefix: string;
}

/** A listener, as far as a request needs it. */
export type DistListener = Gateway['spec']['listeners'][number];

/** Where no route asks for anything. */
export const openEntrance: DistEntrance = { hostnames: [], headers: {}, pathPrefix: '' };

/** Reads the entrance of a route. */
export function distEntrance({ spec }: HttpRoute): DistEntrance {
  const [parent] = spec.parentRefs ?? [];
  const [rule] = spec.rules;
  const [match] = rule?.matches ?? [];
  const headers = Object.fromEntries((match?.headers ?? []).map(({ name, value }) => [name, value]));
  const replaced = rule?.filters?.map(({ urlRewrite }) => urlRewrite?.path?.replacePrefixMatch)
    .find(path => path !== undefined);
  const path = match?.path?.value ?? '';
  return {
    ...(parent?.sectionName !== undefined && { section: parent.sectionName }),
    hostnames: spec.hostnames ?? [],
    headers,
    pathPrefix: replaced === undefined ? '' : before(path, replaced),
  };
}

/** The prefix that is taken off; the path `/` is not written behind one. */
function before(path: string, replaced: string): string {
  return replaced === '/' ? path : path.slice(0, path.length - replaced.length);
}

/** A listener for a request: the one that the route names, or the first that takes plain text, or the first. */
export function listenerFor(
  { section }: Pick<DistEntrance, 'section'>, listeners: readonly DistListener[],
): DistListener | undefined {
  const own = listeners.filter(({ name }) => section === undefined || name === section);
  return own.find(({ protocol }) => protocol !== 'HTTPS') ?? own[0];
}

/** The host that a request is for: any name below a wildcard is one. */
export function hostOf({ hostnames: [first] }: Pick<DistEntrance, 'hostnames'>): string | undefined {
  return first?.replace(/^\*/, 'llmd');
}
