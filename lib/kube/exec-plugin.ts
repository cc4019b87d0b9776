import { spawn } from 'node:child_process';
import { UnusableCluster } from './cluster-reader';

/** A program that gives credentials, as the `exec` of a kubeconfig's user names it. */
export interface ExecPlugin {
  readonly apiVersion?: string;
  readonly command?: string;
  readonly args?: readonly string[] | null;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
  /** What the kubeconfig says about how to install it. */
  readonly installHint?: string;
  readonly provideClusterInfo?: boolean;
  readonly interactiveMode?: 'Never' | 'IfAvailable' | 'Always';
}

/** The `status` of an ExecCredential. */
export interface ExecCredential {
  readonly token?: string;
  readonly clientCertificateData?: string;
  readonly clientKeyData?: string;
  /** RFC 3339; absent if the credentials are good until they are refused. */
  readonly expirationTimestamp?: string;
}

/**
 * Runs a credential plugin as kubectl does: it is told its API version and the cluster in `KUBERNETES_EXEC_INFO`, and
 * what it writes to standard error, such as how to log in, goes to the user at once.
 *
 * @param cluster what a plugin with `provideClusterInfo` is told
 * @throws UnusableCluster in kubectl's words
 */
export async function runExecPlugin(plugin: ExecPlugin, cluster: object): Promise<ExecCredential> {
  const { apiVersion, command = '', interactiveMode = 'IfAvailable' } = plugin;
  if (interactiveMode === 'Always' && !process.stdin.isTTY)
    throw failure(`executable ${command} needs a terminal to log in, and standard input is none`);
  const { code, stdout } = await outputOf(plugin, cluster);
  if (code !== 0) throw failure(`executable ${command} failed with exit code ${code}`);
  const credential = parsed(stdout);
  if (credential?.kind !== 'ExecCredential') throw failure(`the output of ${command} is no ExecCredential`);
  if (credential.apiVersion !== apiVersion) {
    const returned = `plugin returned version ${String(credential.apiVersion)}`;
    throw failure(`exec plugin is configured to use API version ${String(apiVersion)}, ${returned}`);
  }
  const { status } = credential;
  if (!status?.token && !(status?.clientCertificateData && status.clientKeyData))
    throw failure(`${command} returned neither a token nor a certificate with its key`);
  return status;
}

async function outputOf(
  { apiVersion, args, command = '', env, installHint, interactiveMode, provideClusterInfo }: ExecPlugin,
  cluster: object,
): Promise<{ readonly code: number | null; readonly stdout: string }> {
  const isInteractive = interactiveMode !== 'Never' && process.stdin.isTTY;
  const info = {
    apiVersion, kind: 'ExecCredential',
    spec: { interactive: isInteractive, ...provideClusterInfo === true && { cluster } },
  };
  const variables = Object.fromEntries((env ?? []).map(({ name, value }) => [name, value]));
  const plugin = spawn(command, args ?? [], {
    env: { ...process.env, KUBERNETES_EXEC_INFO: JSON.stringify(info), ...variables },
    stdio: [isInteractive ? 'inherit' : 'ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  plugin.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  return new Promise((resolve, reject) => {
    plugin.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      const hint = installHint === undefined ? '' : `. ${installHint.trim()}`;
      const why = code === 'ENOENT' ? ` not found${hint}` : `: ${message}`;
      reject(failure(`executable ${command}${why}`));
    });
    plugin.on('close', code => resolve({ code, stdout }));
  });
}

function failure(what: string): UnusableCluster {
  return new UnusableCluster(`getting credentials: exec: ${what}`);
}

function parsed(text: string): Partial<Output> | null | undefined {
  try {
    return JSON.parse(text) as Partial<Output> | null;
  } catch {
    return undefined;
  }
}

interface Output {
  readonly apiVersion: unknown;
  readonly kind: unknown;
  readonly status: ExecCredential;
}
