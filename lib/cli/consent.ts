import { createInterface } from 'node:readline/promises';
import { CommandLineMistake } from './dist-file';
import { OutputFormat } from './output';
import { Session } from './cluster-command';

/** Options of commands that change a cluster. */
export interface ConsentOptions {
  readonly output: OutputFormat;
  /** Only shows what would be done, after the API server has answered to a dry run of it. */
  readonly dryRun: boolean;
  /** Goes on without a question. Required if standard input or output is not a terminal, and with JSON. */
  readonly yes: boolean;
}

/**
 * Whether the user must confirm. A question that is written to a file or a pipe would not be seen.
 *
 * @param what would be done, as `deploy`
 * @throws CommandLineMistake if a confirmation is required and cannot be asked for
 */
export function needsQuestion(what: string, { dryRun, output, yes }: ConsentOptions): boolean {
  if (dryRun || yes) return false;
  if (output === 'text' && process.stdin.isTTY && process.stdout.isTTY) return true;
  const why
    = output === 'json'
      ? '`--output json` does not ask for confirmation'
      : 'no confirmation is possible without a terminal';
  throw new CommandLineMistake(`${why}: set --yes to ${what}, or --dry-run to see what would be done`);
}

/** Where a command changes something: server, context and namespace. */
export function placeText({ client, file: { deployment } }: Pick<Session, 'client' | 'file'>): string {
  return `cluster ${client.server}, context ${client.context}, namespace ${deployment.namespace}`;
}

/** Asks the user, and takes nothing but a yes for a yes. */
export async function isConfirmed(question: string): Promise<boolean> {
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  // Without an answer, as at the end of the input, the question would never be over.
  const closed = new Promise<string>(resolve => prompt.once('close', () => resolve('')));
  const answer = await Promise.race([prompt.question(`${question} [y/N] `), closed]);
  prompt.close();
  return /^y(es)?$/i.test(answer.trim());
}
