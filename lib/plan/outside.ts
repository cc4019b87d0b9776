import type { FilesSpec } from '../spec/files';
import type { NetworkSpec } from '../spec/network';

/** What containers are told of the way out of the cluster, by the names that their clients read. */
export function outsideEnv(network: NetworkSpec = {}): Readonly<Record<string, string>> {
  const { caBundle, clusterDomain = 'cluster.local', proxy } = network;
  const file = caBundle && `${CA_FOLDER}/${caBundle.key ?? CA_KEY}`;
  return {
    ...(proxy && inBothCases({
      HTTPS_PROXY: proxy.url,
      HTTP_PROXY: proxy.url,
      NO_PROXY: [...new Set([...clusterNames(clusterDomain), ...privateBlocks, ...proxy.except ?? []])].join(','),
    })),
    ...(file !== undefined && Object.fromEntries(certificateFiles.map(name => [name, file]))),
  };
}

/** The bundle as a folder of files; nothing where there is none. */
export function caFiles({ caBundle }: NetworkSpec = {}): readonly FilesSpec[] {
  return caBundle ? [{ path: CA_FOLDER, configMapName: caBundle.configMapName }] : [];
}

/** Names that no proxy is asked for, and addresses at which pods speak to each other. */
function clusterNames(domain: string): readonly string[] {
  return ['localhost', '127.0.0.1', '::1', '.svc', `.${domain}`];
}

/** RFC 1918, RFC 6598 (pods of GKE and EKS) and RFC 4193: from these come addresses of pods and Services. */
const privateBlocks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'];

/**
 * OpenSSL, Go and httpx; requests, which huggingface_hub before 1.0 takes (0.36.0 with the first alone:
 * `CERTIFICATE_VERIFY_FAILED`); curl; boto3.
 */
const certificateFiles = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'AWS_CA_BUNDLE'];

/** Where the bundle is mounted. */
export const CA_FOLDER = '/var/run/ca-bundle';

/** The key that OpenShift writes into a ConfigMap with the label `config.openshift.io/inject-trusted-cabundle`. */
const CA_KEY = 'ca-bundle.crt';

/** curl reads `http_proxy` in small letters alone; Go and Python read both. */
function inBothCases(variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).flatMap(([name, value]) =>
    [[name, value], [name.toLowerCase(), value]]));
}
