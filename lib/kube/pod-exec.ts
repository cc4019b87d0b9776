import type { KubeConfig } from '@kubernetes/client-node';
import type { RequestOptions } from 'node:https';
import { PassThrough } from 'node:stream';
import { secondsText } from '../http/exchange';
import { connectionError } from './api-request';
import { ClusterError } from './cluster-reader';
import { Connection } from './connection';

/** A command and the container that it runs in. */
export interface ContainerCommand {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly command: readonly string[];
}

/**
 * Runs a command in a container, without a terminal.
 *
 * @param seconds for all of it
 * @returns its standard output
 * @throws ClusterError if it fails, with its standard error
 */
export async function execCommand(
  connection: Connection, { command, container, namespace, pod }: ContainerCommand, seconds: number,
): Promise<string> {
  const { Exec } = await import('@kubernetes/client-node');
  await connection.authenticate();
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const output = { stdout: '', stderr: '' };
  stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const { config, disconnect } = disconnectable(connection.config);
  const status = await new Promise<{ readonly status?: string; readonly message?: string }>((resolve, reject) => {
    let close = disconnect;
    const expire = (): void => {
      reject(new ClusterError(0, `no answer within ${secondsText(seconds)}`));
      close();
    };
    const timer = setTimeout(expire, Math.min(seconds, LONGEST_SECONDS) * 1000);
    const ended = <T>(settle: (value: T) => void) => (value: T): void => {
      clearTimeout(timer);
      settle(value);
    };
    new Exec(config)
      .exec(namespace, pod, container, [...command], stdout, stderr, null, false, ended(resolve))
      .then((socket: unknown) => {
        const open = socket as Socket;
        close = () => open.terminate();
        const closed = ended(resolve);
        open.addEventListener('close', () => closed({ status: 'Failure', message: 'the connection was closed' }));
      }, ended((error: unknown) => reject(connectionError(connection, error) as Error)));
  });
  if (status.status !== 'Success')
    throw new ClusterError(0, [status.message, output.stderr.trim()].filter(text => text).join(': '));
  return output.stdout;
}

/** A command in a container that takes longer hangs, whatever `--request-timeout` says. */
const LONGEST_SECONDS = 120;

interface Socket extends EventTarget {
  terminate(): void;
}

/** The client cannot give up a connection that is not open yet; its agent can. */
function disconnectable(config: KubeConfig): { readonly config: KubeConfig; readonly disconnect: () => void } {
  let agent: RequestOptions['agent'];
  const own = Object.create(config) as KubeConfig;
  own.applyToHTTPSOptions = async (options) => {
    await config.applyToHTTPSOptions(options);
    ({ agent } = options as RequestOptions);
  };
  return { config: own, disconnect: () => void (typeof agent === 'object' && agent.destroy()) };
}
