import { debuglog } from 'node:util';
import { ClusterError } from '../kube/cluster-reader';
import { printError, printJson } from './console';
import { CommandLineMistake } from './input-file';

/** The exit codes of commands about a cluster. */
export const exitCodes = { works: 0, doesNotWork: 1, mistake: 2, noCluster: 5, interrupted: 130 } as const;

/** A step found that the deployment does not work. Each cause is a sentence for the user. */
export class DoesNotWork extends Error {
  constructor(readonly causes: readonly string[], readonly result: Readonly<Record<string, unknown>> = {}) {
    super(causes.join('\n'));
  }
}

/**
 * Prints why a command ended, one line for each cause or a JSON document, and returns the exit code. Nothing that a
 * user, a file or a server does ends in a stack trace; `NODE_DEBUG=llmd` prints it.
 *
 * @param known what the JSON document says besides
 */
export function failure(
  thrown: unknown, format: 'text' | 'json' = 'text', known: Readonly<Record<string, unknown>> = {},
): number {
  trace('%s', (thrown as Error).stack ?? thrown);
  const { causes, exitCode, result } = describe(thrown);
  if (format === 'json') printJson({ ...known, ok: false, causes, ...result });
  else for (const cause of causes) printError(`✖ ${cause}`);
  return exitCode;
}

const trace = debuglog('llmd');

interface Description {
  readonly causes: readonly string[];
  readonly exitCode: number;
  readonly result?: Readonly<Record<string, unknown>>;
}

function describe(thrown: unknown): Description {
  if (thrown instanceof DoesNotWork)
    return { causes: thrown.causes, exitCode: exitCodes.doesNotWork, result: thrown.result };
  const { message, name } = thrown as Error;
  if (thrown instanceof CommandLineMistake) return { causes: [message], exitCode: exitCodes.mistake };
  if (thrown instanceof ClusterError) {
    const isReached = thrown.code !== 0 && thrown.code !== 401;
    return { causes: [message], exitCode: isReached ? exitCodes.doesNotWork : exitCodes.noCluster };
  }
  if (!isUnexpected(thrown)) return { causes: [message], exitCode: exitCodes.doesNotWork };
  const cause = `unexpected ${name}: ${message}. This is a mistake in llmd: please report it with the command and its `
    + 'input; NODE_DEBUG=llmd prints where it happened';
  return { causes: [cause], exitCode: exitCodes.doesNotWork };
}

/** Errors that code throws without meaning to. */
function isUnexpected(thrown: unknown): boolean {
  const kinds = [TypeError, RangeError, ReferenceError, SyntaxError];
  const { code } = thrown as NodeJS.ErrnoException;
  return kinds.some(kind => thrown instanceof kind) || String(code).startsWith('ERR_');
}
