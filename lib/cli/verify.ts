import { Command } from 'commander';
import { removeVerifications } from '../cluster/run/verification-run';
import { verify, VerifyOptions } from '../cluster/run/verify';
import { clusterCommand, ClusterCommandOptions, DoesNotWork, runClusterCommand, Session } from './cluster-command';
import { wholeNumber } from './dist-file';
import { Step } from './output';
import { examples } from './examples';

/** `llmd verify`. */
export function verifyCommand(): Command {
  return clusterCommand('verify <deployment>')
    .description('proves that every request is served by a prefill pod and a decode pod, or by a pod that does both')
    .option(
      '--requests <number>',
      'number of completions to request (default: 16 for each pod of the larger role, at least 128)',
    )
    .addHelpText('after', examples('llmd verify llm-d-llama31', 'llmd verify llm-d-llama31 --requests 1000'))
    .action(async (deployment: string, options: VerifyCommandOptions) => {
      process.exitCode = await runVerify(deployment, options);
    });
}

/** Options of `llmd verify`. */
export interface VerifyCommandOptions extends ClusterCommandOptions {
  readonly requests?: string;
}

/** Proves that every request is served by a prefill pod and a decode pod, or by a pod that does both. */
export function runVerify(name: string, { requests, ...options }: VerifyCommandOptions): Promise<number> {
  return runClusterCommand(name, options, async (session) => {
    const result: Record<string, unknown> = {};
    await session.steps([
      verifyStep(session, requests === undefined ? {} : { requests: wholeNumber('--requests', requests) }, result),
    ]);
    return { ok: true, ...result };
  });
}

/** The step that requests completions. If one is not served as it should be, the step fails with the causes. */
export function verifyStep(
  { client, file: { deployment }, onInterrupt }: Session,
  options: Pick<VerifyOptions, 'requests'>,
  result: Record<string, unknown>,
): Step {
  const isDisaggregated = deployment.roles.prefill !== undefined;
  return {
    title: `verify that requests are served by ${isDisaggregated ? 'a prefill and a decode pod' : 'the pods'}`,
    run: async ({ line, now, title }) => {
      onInterrupt(() => removeVerifications(client, deployment));
      const { works, checks, causes } = await verify(
        client,
        deployment,
        { ...options, patienceSeconds: PATIENCE_SECONDS },
        (check) => {
          if (typeof check === 'string') now(check);
          else line(`${check.unknown ? '?' : check.ok ? '✔' : '✖'} ${check.name}: ${check.detail}`);
        },
      );
      result.checks = checks;
      if (!works) throw new DoesNotWork(causes, result);
      title(`verified: every request was served by ${isDisaggregated ? 'a prefill pod and a decode pod' : 'the pods'}`);
    },
  };
}

/**
 * Gateway and endpoint picker see the last pods within seconds after they are ready; what fails after that is a real
 * failure.
 */
const PATIENCE_SECONDS = 25;
