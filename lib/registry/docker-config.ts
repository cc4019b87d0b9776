import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A log-in at a registry: a user with a password, or an identity token that is exchanged for an access token. */
export type Credentials = Login | { readonly identityToken: string };

/** A user with a password. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/**
 * The credentials for a registry as `docker login` and `podman login` leave them: `credHelpers` of the registry,
 * `credsStore`, then `auths`, in the file that REGISTRY_AUTH_FILE names, else `config.json` of DOCKER_CONFIG or
 * `~/.docker`.
 *
 * @throws Error if the file cannot be read or a credential helper fails
 */
export async function credentialsFor(registry: string): Promise<Credentials | undefined> {
  const file = process.env.REGISTRY_AUTH_FILE
    || join(process.env.DOCKER_CONFIG || join(process.env.HOME ?? homedir(), '.docker'), 'config.json');
  if (!existsSync(file)) return undefined;
  const config = configIn(file);
  const server = registry === 'docker.io' ? DOCKER_HUB : registry;
  const helper = config.credHelpers?.[registry] ?? config.credHelpers?.[server] ?? config.credsStore;
  if (typeof helper === 'string' && helper !== '') return fromHelper(helper, server);
  const names = [server, registry, `https://${registry}`, `https://${registry}/v1/`, `https://${registry}/v2/`];
  return fromEntry(names.map(name => config.auths?.[name]).find(entry => entry !== undefined), file);
}

/** The name that log-ins at Docker Hub have. */
const DOCKER_HUB = 'https://index.docker.io/v1/';

interface DockerConfig {
  readonly auths?: Readonly<Record<string, AuthEntry | undefined>>;
  readonly credHelpers?: Readonly<Record<string, unknown>>;
  readonly credsStore?: unknown;
}

interface AuthEntry {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
}

function configIn(file: string): DockerConfig {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as DockerConfig | null ?? {};
  } catch (error) {
    // The parser quotes what it did not understand, which may be a password.
    throw new Error(`${file} cannot be read: ${error instanceof SyntaxError ? 'it is not JSON' : String(error)}`, {
      cause: error,
    });
  }
}

function fromEntry(entry: AuthEntry | undefined, file: string): Credentials | undefined {
  const { auth, identitytoken, password, username } = entry ?? {};
  if (identitytoken) return { identityToken: identitytoken };
  if (username && password) return { username, password };
  if (!auth) return undefined;
  const [, user, secret] = /^([^:]*):([^]*)$/.exec(Buffer.from(auth, 'base64').toString()) ?? [];
  if (user === undefined || secret === undefined)
    throw new Error(`${file}: the auth of a registry is not user:password`);
  return { username: user, password: secret };
}

/** Runs `docker-credential-<helper> get` (docker-credential-helpers v0.9). */
async function fromHelper(helper: string, server: string): Promise<Credentials | undefined> {
  const program = `docker-credential-${helper}`;
  const { code, stdout } = await outputOf(program, server);
  if (code !== 0) {
    if (/credentials not found/i.test(stdout)) return undefined;
    throw new Error(`${program} failed with exit code ${code}: ${stdout.trim().slice(0, 200)}`);
  }
  const { Secret, Username } = parsed(stdout) ?? {};
  if (typeof Secret !== 'string' || typeof Username !== 'string')
    throw new Error(`${program} did not answer with Username and Secret`);
  return Username === '<token>' ? { identityToken: Secret } : { username: Username, password: Secret };
}

function outputOf(program: string, input: string): Promise<{ readonly code: number | null; readonly stdout: string }> {
  return new Promise((resolve, reject) => {
    const helper = spawn(program, ['get'], { env: process.env, stdio: ['pipe', 'pipe', 'inherit'] });
    // The option `timeout` of spawn would keep the process that long where there is no such program.
    const timer = setTimeout(() => helper.kill(), HELPER_SECONDS * 1000);
    let stdout = '';
    helper.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    helper.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      const isMissing = code === 'ENOENT';
      reject(new Error(isMissing ? `${program}, which the Docker configuration names, is not installed` : message));
    });
    helper.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout });
    });
    // A helper that does not read ends the pipe.
    helper.stdin.on('error', () => {});
    helper.stdin.end(`${input}\n`);
  });
}

/** A helper may ask for a password of a key ring. */
const HELPER_SECONDS = 60;

function parsed(text: string): { readonly Secret?: unknown; readonly Username?: unknown } | undefined {
  try {
    return JSON.parse(text) as { readonly Secret?: unknown } | undefined;
  } catch {
    return undefined;
  }
}
