/**
 * Asks the registry of an image for the digest of its tag (OCI Distribution Specification 1.1). For an image of several
 * platforms it is the digest of the list, which every node resolves for its platform.
 *
 * @param image registry, repository and tag
 */
export async function digestOf(image: string): Promise<string> {
  const [, registry, repository, tag] = /^([^/]+)\/(.+):([^:/]+)$/.exec(image) ?? [];
  if (registry === undefined) throw new Error(`${image} must have a registry and a tag`);
  const url = `${origin(registry)}/v2/${repository}/manifests/${tag}`;
  const first = await head(url);
  const answer = first.status === 401 ? await head(url, await tokenFor(first, image)) : first;
  const digest = answer.headers.get('docker-content-digest');
  if (!answer.ok || digest === null)
    throw new Error(`${image}: its registry answers ${answer.status} ${answer.statusText}`.trim());
  return digest;
}

/**
 * Docker Hub has another host name than images say. A registry on this machine is called without TLS, as container
 * runtimes do.
 */
function origin(registry: string): string {
  if (registry === 'docker.io') return 'https://registry-1.docker.io';
  return `${/^(localhost|127\.0\.0\.1)(:|$)/.test(registry) ? 'http' : 'https'}://${registry}`;
}

function head(url: string, token?: string): Promise<Response> {
  return fetch(url, {
    method: 'HEAD',
    headers: { accept: manifestTypes.join(', '), ...(token !== undefined && { authorization: `Bearer ${token}` }) },
  });
}

const manifestTypes = [
  'application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json',
];

/** Public images need a token too; the registry says where it is issued, and needs no account for it. */
async function tokenFor(refused: Response, image: string): Promise<string> {
  const challenge = refused.headers.get('www-authenticate') ?? '';
  const parameter = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1];
  const realm = parameter('realm');
  if (!challenge.startsWith('Bearer ') || realm === undefined)
    throw new Error(`${image}: its registry asks for a login that \`llmd images\` does not support`);
  const url = new URL(realm);
  for (const name of ['service', 'scope'])
    if (parameter(name) !== undefined) url.searchParams.set(name, parameter(name)!);
  const { access_token: access, token = access } = (await (await fetch(url)).json()) as {
    readonly token?: string;
    readonly access_token?: string;
  };
  if (token === undefined) throw new Error(`${image}: its registry returned no token`);
  return token;
}
