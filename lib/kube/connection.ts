import type { Cluster, KubeConfig, User } from '@kubernetes/client-node';
import type { RequestOptions } from 'node:https';
import { proxyFor, proxyText } from '../http/proxy-environment';
import { ClusterError, UnusableCluster } from './cluster-reader';
import { ExecCredential, ExecPlugin, runExecPlugin } from './exec-plugin';

/**
 * The way to one API server: its address, proxy, certificates and credentials. A credential plugin runs once, and again
 * only if its credentials expire or are refused.
 */
export class Connection {
  private readonly plugin?: ExecPlugin;
  private readonly user: User;
  private readonly cluster: Cluster;
  private credential?: Promise<ExecCredential>;

  /** @param config with a context whose cluster exists; it is changed to what the client does not do by itself */
  constructor(readonly config: KubeConfig) {
    const cluster = config.getCurrentCluster()!;
    const user: User = config.getCurrentUser() ?? { name: '' };
    this.plugin = user.exec as ExecPlugin | undefined;
    this.user = { ...user, exec: undefined };
    this.cluster = {
      ...cluster,
      proxyUrl: cluster.proxyUrl ?? proxyFor(new URL(cluster.server)),
      // The client refuses http otherwise, as of `kubectl proxy`.
      skipTLSVerify: cluster.skipTLSVerify || cluster.server.startsWith('http:'),
    };
    this.configure({});
  }

  /** The API server's address, without a slash at the end. */
  get server(): string {
    return this.cluster.server;
  }

  /** The name of the context. */
  get context(): string {
    return this.config.getCurrentContext();
  }

  /**
   * Options of a request: certificates, credentials, and an agent that goes through the proxy.
   *
   * @throws UnusableCluster if there are no credentials
   */
  async options(): Promise<RequestOptions> {
    await this.authenticate();
    const options: RequestOptions = { headers: {} };
    try {
      await this.config.applyToHTTPSOptions(options);
    } catch (error) {
      throw new UnusableCluster(`getting credentials: ${(error as Error).message}`);
    }
    return options;
  }

  /** Gets the credentials of a plugin, if there is one and it has to run. */
  async authenticate(): Promise<void> {
    if (this.plugin === undefined) return;
    const { server, caData } = this.cluster;
    if (this.credential !== undefined && hasExpired(await this.credential)) this.credential = undefined;
    this.credential ??= runExecPlugin(this.plugin, { server, 'certificate-authority-data': caData });
    this.configure(await this.credential);
  }

  /**
   * After credentials were refused: forgets those of a plugin.
   *
   * @returns whether the next request has others
   */
  forgetCredentials(): boolean {
    const isRenewable = this.credential !== undefined;
    this.credential = undefined;
    return isRenewable;
  }

  /** What a 401 says to the user: whose credentials were refused. */
  refused(message: string): ClusterError {
    const who = this.user.name === '' ? 'no credentials are configured' : `the credentials of user '${this.user.name}'`;
    return new ClusterError(401, `You must be logged in to the server (${message}): ${who} for ${this.server}, `
      + `context '${this.context}'`);
  }

  /** What the proxy is called in messages; absent without one. */
  get proxy(): string | undefined {
    return this.cluster.proxyUrl === undefined ? undefined : proxyText(this.cluster.proxyUrl);
  }

  private configure({ clientCertificateData, clientKeyData, token }: ExecCredential): void {
    const encoded = (pem: string): string => Buffer.from(pem).toString('base64');
    const user = {
      ...this.user,
      ...token !== undefined && { token },
      ...clientCertificateData !== undefined && { certData: encoded(clientCertificateData) },
      ...clientKeyData !== undefined && { keyData: encoded(clientKeyData) },
    };
    this.config.loadFromOptions({
      clusters: [this.cluster],
      // Without a user the client would leave out the certificate authority.
      users: [user],
      contexts: [{ ...this.config.getContextObject(this.context), user: user.name }],
      currentContext: this.context,
    });
  }
}

function hasExpired({ expirationTimestamp }: ExecCredential): boolean {
  return expirationTimestamp !== undefined && Date.parse(expirationTimestamp) <= Date.now();
}
