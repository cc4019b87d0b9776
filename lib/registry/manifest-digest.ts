import { createHash } from 'node:crypto';
import { credentialsFor } from './docker-config';
import { imageReference, ImageReference } from './image-reference';
import { RegistryAnswer, RegistryRequest, sendToRegistry } from './registry-request';
import { authorizationFor } from './registry-token';

/**
 * Asks the registry of an image for the digest of its tag (OCI Distribution Specification 1.1). For an image of several
 * platforms it is the digest of the list, which every node resolves for its platform.
 *
 * The manifest is fetched, so that the digest is that of its bytes, whatever the registry says.
 *
 * @param image registry, repository and tag
 * @param seconds for each request
 * @throws Error that says why there is none
 */
export async function digestOf(image: string, seconds = REGISTRY_SECONDS): Promise<string> {
  const reference = imageReference(image);
  const answer = await manifestOf(reference, seconds);
  const { body, headers, status, statusText } = answer;
  if (status === 401 || status === 403) throw new Error(refusalText(image, reference, answer));
  if (status !== 200) throw new Error(`${image}: its registry answers ${status} ${statusText}`.trim());
  const actual = `sha256:${createHash('sha256').update(body).digest('hex')}`;
  const said = headers['docker-content-digest'];
  if (said !== undefined && !DIGEST.test(String(said)))
    throw new Error(`${image}: its registry names ${JSON.stringify(said)}, which is no SHA-256 digest`);
  if (said !== undefined && said !== actual)
    throw new Error(`${image}: its registry names ${String(said)}, but the manifest that it sends has ${actual}`);
  if (!isManifest(body)) throw new Error(`${image}: what its registry sends is no manifest of an image`);
  return actual;
}

/** A digest, as image names take it. */
export const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Time for a request. */
const REGISTRY_SECONDS = 30;

/** OCI Distribution Specification 1.1, section "Pushing Manifests": a registry need not take a larger one. */
const LARGEST_MANIFEST = 4 * 2 ** 20;

async function manifestOf({ registry, repository, tag }: ImageReference, seconds: number): Promise<RegistryAnswer> {
  const url = new URL(`${origin(registry)}/v2/${repository}/manifests/${tag}`);
  const request: RegistryRequest = {
    url, seconds, bytes: LARGEST_MANIFEST, headers: { accept: manifestTypes.join(', ') },
  };
  const first = await sendToRegistry(request);
  if (first.status !== 401) return first;
  const credentials = await credentialsFor(registry);
  const authorization = await authorizationFor(first, credentials, seconds);
  return authorization === undefined
    ? first
    : sendToRegistry({ ...request, headers: { ...request.headers, authorization } });
}

/**
 * Docker Hub has another host name than images say. A registry on this machine is called without TLS, as container
 * runtimes do.
 */
function origin(registry: string): string {
  if (registry === 'docker.io') return 'https://registry-1.docker.io';
  return `${/^(localhost|127\.0\.0\.1|\[::1\])(:|$)/.test(registry) ? 'http' : 'https'}://${registry}`;
}

const manifestTypes = [
  'application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json',
];

function refusalText(image: string, { registry }: ImageReference, { status, statusText }: RegistryAnswer): string {
  return `${image}: its registry answers ${status} ${statusText}. Fix: \`docker login ${registry}\` with an account `
    + 'that may pull it; DOCKER_CONFIG or REGISTRY_AUTH_FILE name another configuration';
}

function isManifest(body: Buffer): boolean {
  try {
    const { schemaVersion } = JSON.parse(body.toString()) as { readonly schemaVersion?: unknown };
    return schemaVersion === 2;
  } catch {
    return false;
  }
}
