import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify, parse } from 'yaml';
import { deploymentOf, Manifest, only } from '../manifests';
import { Api } from './api';
import { clusterFile } from './cluster';
import { freePorts, Program } from './program';

/**
 * Starts the real picker as its pod would: with the arguments, the configuration and the ServiceAccount of the
 * manifests, and a token that the API server gives out for it. Says what keeps it from serving, if anything; the
 * manifests' namespace and account must be applied.
 */
export async function pickerProblem(
  api: Api,
  version: 'v0.3.2' | 'v0.4.0',
  manifests: readonly Manifest[],
  seconds = 20,
): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-llm-d-picker-'));
  const [grpc, health, metrics] = (await freePorts(3)) as [number, number, number];
  const deployment = deploymentOf(manifests, 'epp');
  const {
    containers: [container],
    serviceAccountName,
    volumes,
  } = deployment.spec.template.spec as Manifest;
  const configMap = only(manifests, 'ConfigMap', volumes[0].configMap.name);
  const args = (container.args as string[]).map(argument =>
    argument.startsWith('--config-file=')
      ? `--config-file=${mounted(argument, container, configMap, folder)}`
      : argument,
  );
  const picker = new Program(
    clusterFile().programs[`endpoint-picker-${version}`]!,
    [
      ...args.filter(argument => !/^--(grpc|grpc-health|metrics)-port=/.test(argument)),
      `--grpc-port=${grpc}`,
      `--grpc-health-port=${health}`,
      `--metrics-port=${metrics}`,
    ],
    { KUBECONFIG: await accountKubeconfig(api, deployment.metadata.namespace, serviceAccountName, folder) },
  );
  try {
    await picker.until('the picker to serve', () => Promise.resolve(grpcHealth(health) === 'SERVING'), seconds);
    const errors = picker.output.split('\n').filter(line => line.includes('"level":"error"'));
    return errors.length > 0 ? `logs an error: ${errors[0]!.slice(0, 200)}` : undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await picker.stop();
    rmSync(folder, { recursive: true });
  }
}

/** The configuration where the container finds it: a file that the ConfigMap does not have is not there either. */
function mounted(argument: string, container: Manifest, configMap: Manifest, folder: string): string {
  const path = argument.split('=')[1]!;
  const [mount] = container.volumeMounts as Manifest[];
  for (const [name, text] of Object.entries(configMap.data as Record<string, string>))
    writeFileSync(join(folder, name), text);
  return path.startsWith(`${mount!.mountPath}/`) ? join(folder, path.slice(mount!.mountPath.length + 1)) : path;
}

async function accountKubeconfig(api: Api, namespace: string, account: string, folder: string): Promise<string> {
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
  const { body } = await api.post(`/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`, request);
  const config = parse(readFileSync(clusterFile().kubeconfig, 'utf8')) as Manifest;
  config.users = config.users.map(({ name }: Manifest) => ({ name, user: { token: body.status?.token } }));
  const path = join(folder, 'kubeconfig');
  writeFileSync(path, stringify(config), { mode: 0o600 });
  return path;
}

function grpcHealth(port: number): string {
  return spawnSync(
    process.execPath,
    [join(__dirname, '..', '..', 'programs', 'grpc-health.mjs'), `127.0.0.1:${port}`, 'inference-extension'],
    { encoding: 'utf8' },
  ).stdout.trim();
}
