import type { KubeConfig } from '@kubernetes/client-node';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { UnusableCluster } from './cluster-reader';

type Client = typeof import('@kubernetes/client-node');

/** Where the cluster is, as kubectl's flags of these names say. */
export interface ConnectionOptions {
  /** A kubeconfig file. @default - the files of KUBECONFIG, `~/.kube/config`, or the service account of the pod */
  readonly kubeconfig?: string;
  /** @default - the current context of the kubeconfig */
  readonly context?: string;
}

/**
 * Reads the configuration as kubectl does. Of several files in KUBECONFIG the first that has a context, cluster, user
 * or current context decides, and files that do not exist are left out.
 *
 * @throws UnusableCluster if no cluster is configured, or the configuration is wrong; the message never quotes a file,
 * which may have a token there
 */
export function readKubeconfig(client: Client, { kubeconfig, context }: ConnectionOptions): KubeConfig {
  const files = filesOf(kubeconfig);
  const config = new client.KubeConfig();
  if (files.length === 0 && inPod()) config.loadFromCluster();
  else config.loadFromOptions(merged(files.map(file => parsedFile(client, file))));
  if (context !== undefined) config.setCurrentContext(context);
  if (config.getContexts().length + config.getClusters().length === 0)
    throw new UnusableCluster(`no cluster is configured: ${whyNone(files)} (kubectl then tries localhost:8080). `
      + 'Fix: set KUBECONFIG or --kubeconfig to the kubeconfig of the cluster');
  return checked(config);
}

/** The files that exist. One that is named by the option must exist. */
function filesOf(option: string | undefined): readonly string[] {
  if (option !== undefined) {
    if (!existsSync(option)) throw new UnusableCluster(`--kubeconfig: stat ${option}: no such file or directory`);
    return [option];
  }
  return variable().length > 0 ? variable().filter(existsSync) : [homeFile()].filter(existsSync);
}

function variable(): readonly string[] {
  return (process.env.KUBECONFIG ?? '').split(delimiter).filter(file => file !== '');
}

function homeFile(): string {
  return join(process.env.HOME ?? homedir(), '.kube', 'config');
}

function whyNone(files: readonly string[]): string {
  if (files.length > 0) return `${files.join(', ')} has no cluster and no context`;
  return variable().length > 0
    ? `KUBECONFIG names ${variable().join(', ')}, which does not exist`
    : `KUBECONFIG is not set and ${homeFile()} does not exist`;
}

function inPod(): boolean {
  return process.env.KUBERNETES_SERVICE_HOST !== undefined
    && existsSync('/var/run/secrets/kubernetes.io/serviceaccount/token');
}

function parsedFile(client: Client, file: string): KubeConfig {
  const broken = (why: string): UnusableCluster =>
    new UnusableCluster(`error loading config file "${file}": ${why}`);
  const value = valueOf(file, broken);
  const config = new client.KubeConfig();
  try {
    // JSON is YAML too.
    config.loadFromString(JSON.stringify(withAbsolutePaths(value, dirname(file))));
  } catch (error) {
    throw broken((error as Error).message);
  }
  config.makePathsAbsolute(dirname(file));
  return config;
}

function valueOf(file: string, broken: (why: string) => UnusableCluster): RawConfig {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw broken((error as Error).message);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, lineCounter: lines, logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = lines.linePos(error.pos[0]);
    throw broken(`yaml: line ${line}: ${withoutQuotes(error.message)}`);
  }
  const value = document.toJS() as unknown;
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw broken('it must be an object of the kind Config');
  return value;
}

/** The parser quotes what it did not understand. */
function withoutQuotes(message: string): string {
  return message.replace(/: [^:]*$/, '').replace(/["'`].*["'`]/g, '...');
}

/** Paths are from the folder of the file; the client knows this of certificates alone. */
function withAbsolutePaths(config: RawConfig, folder: string): object {
  const absolute = (path: string): string => isAbsolute(path) ? path : join(folder, path);
  const users = config.users?.map?.((entry) => {
    const { exec, 'token-file': tokenFile } = entry?.user ?? {};
    if (typeof tokenFile === 'string') return { ...entry, user: { ...entry.user, 'token-file': absolute(tokenFile) } };
    if (typeof exec?.command !== 'string' || !/[/\\]/.test(exec.command)) return entry;
    return { ...entry, user: { ...entry.user, exec: { ...exec, command: absolute(exec.command) } } };
  });
  return { ...config, ...users && { users } };
}

interface RawConfig {
  readonly users?: readonly {
    readonly user?: { readonly 'exec'?: { readonly command?: unknown }; readonly 'token-file'?: unknown } | null;
  }[];
}

function merged(configs: readonly KubeConfig[]): object {
  const firstOf = <T extends { readonly name: string }>(lists: readonly (readonly T[])[]): readonly T[] =>
    [...new Map(lists.flat().reverse().map(entry => [entry.name, entry])).values()].reverse();
  return {
    clusters: firstOf(configs.map(config => config.getClusters())),
    contexts: firstOf(configs.map(config => config.getContexts())),
    users: firstOf(configs.map(config => config.getUsers())),
    currentContext: configs.map(config => config.getCurrentContext()).find(name => name),
  };
}

/** The configuration, if context, cluster, user and their files exist. */
function checked(config: KubeConfig): KubeConfig {
  const name = config.getCurrentContext() as string | undefined;
  const context = config.getContextObject(name ?? '');
  if (context === null) {
    const known = config.getContexts().map(({ name }) => `'${name}'`).join(', ') || 'none';
    throw new UnusableCluster(name === undefined
      ? `the kubeconfig has no current context; contexts: ${known}. Fix: set --context`
      : `context was not found for specified context: ${name}; contexts: ${known}`);
  }
  const [cluster, user] = [config.getCurrentCluster(), config.getCurrentUser()];
  if (cluster === null)
    throw new UnusableCluster(`context '${context.name}' names the cluster '${context.cluster}', which is not there`);
  if (context.user && user === null)
    throw new UnusableCluster(`context '${context.name}': auth info "${context.user}" does not exist`);
  if (!URL.canParse(cluster.server) || !/^https?:$/.test(new URL(cluster.server).protocol))
    throw new UnusableCluster(`cluster '${cluster.name}': the server '${cluster.server}' is no URL of http or https`);
  requireFile('certificate-authority', cluster.caFile, cluster.name);
  requireFile('client-cert', user?.certFile, user?.name);
  requireFile('client-key', user?.keyFile, user?.name);
  return config;
}

function requireFile(what: string, file: string | undefined, owner = ''): void {
  if (!file) return;
  try {
    readFileSync(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? `open ${file}: no such file or directory` : message;
    throw new UnusableCluster(`unable to read ${what} ${file} for ${owner} due to ${why}`);
  }
}
