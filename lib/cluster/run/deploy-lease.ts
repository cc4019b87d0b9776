import { randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { ClusterClient } from '../../kube/cluster-client';
import { ClusterError } from '../../kube/cluster-reader';
import { KubernetesObject } from '../../kube/kubernetes-objects';
import { pause, time } from '../../kube/poll';
import { DistDeployment } from '../dist-deployment';

/** The kind of object that keeps two commands apart. */
export const leaseKind = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' } as const;

/** What a command says of itself while it holds a Lease. */
export interface LeaseHolder {
  /** The command, as `deploy`. */
  readonly command: string;
  /** Is given what gives the Lease back. */
  readonly onInterrupt: (giveBack: () => Promise<void>) => void;
  /** Is told once that another command holds it, and which. */
  readonly onWait: (text: string) => void;
}

/**
 * Runs what changes a deployment while no other command does. A Lease in the namespace says who; it is renewed while
 * the work goes on, and one that was not renewed in time belongs to nobody: its holder was killed or lost its network.
 * What has such a holder is waited for; what has a living one is refused.
 *
 * @throws ClusterError that says who holds it, since when, and until when
 */
export async function holdingLease<T>(
  client: ClusterClient, deployment: Pick<DistDeployment, 'name' | 'namespace'>, holder: LeaseHolder,
  work: () => Promise<T>,
): Promise<T> {
  const own = await acquire(client, newLease(deployment, holder.command), holder.onWait);
  // What fails shows up in the requests of the work itself.
  const renewal = setInterval(() => void client.merge(own, renewed(own)).catch(() => {}), RENEW_SECONDS * 1000);
  const giveBack = async (): Promise<void> => {
    clearInterval(renewal);
    // Another may have it by now, who saw no renewal in time; without an answer it expires. How the work ended counts.
    await client.delete(own, { uid: own.metadata.uid }).catch(() => {});
  };
  holder.onInterrupt(giveBack);
  try {
    return await work();
  } finally {
    await giveBack();
  }
}

interface Lease extends KubernetesObject {
  readonly spec: {
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    readonly acquireTime?: string;
    readonly renewTime?: string;
  };
}

function newLease({ name, namespace }: Pick<DistDeployment, 'name' | 'namespace'>, command: string): Lease {
  const now = microTime();
  return {
    ...leaseKind,
    metadata: { name: `${name}-changes`, namespace },
    spec: {
      holderIdentity: `llmd ${command} of ${userName()} on ${hostname()}, ${randomUUID().slice(0, 8)}`,
      leaseDurationSeconds: LEASE_SECONDS, acquireTime: now, renewTime: now,
    },
  };
}

/** As long as a holder may be silent: some renewals of it. */
const LEASE_SECONDS = 30;
const RENEW_SECONDS = 8;

async function acquire(client: ClusterClient, lease: Lease, onWait: (text: string) => void): Promise<Lease> {
  const { apiVersion, kind, metadata: { name, namespace }, spec: { holderIdentity } } = lease;
  const until = time.now() + LEASE_SECONDS * 1000;
  let first: Lease | undefined;
  for (;;) {
    await client.create(lease);
    const present = await client.read<Lease>(apiVersion, kind, name, namespace);
    // Also where the answer to the creation was lost, and the request was made twice.
    if (present?.spec.holderIdentity === holderIdentity) return present!;
    if (present === undefined || isExpired(present)) {
      // Who deletes this very Lease may be one of several; who creates the next one is one alone.
      if (present !== undefined) await client.delete(present, { uid: present.metadata.uid }).catch(ignoreConflict);
      if (time.now() > until) throw new ClusterError(409, `the Lease ${name} in ${namespace} cannot be created`);
      continue;
    }
    if (first === undefined) onWait(`${whoseText(present)}: waits until that has ended`);
    first ??= present;
    const isAlive = first.spec.renewTime !== present.spec.renewTime;
    if (isAlive || time.now() > until) throw new ClusterError(409, heldText(present));
    await pause(1);
  }
}

function ignoreConflict(error: ClusterError): void {
  if (error.code !== 409) throw error;
}

function isExpired(lease: Lease): boolean {
  return time.now() > endOf(lease);
}

function endOf({ metadata, spec: { acquireTime, leaseDurationSeconds = LEASE_SECONDS, renewTime } }: Lease): number {
  return Date.parse(renewTime ?? acquireTime ?? metadata.creationTimestamp ?? '') + leaseDurationSeconds * 1000 || 0;
}

/** Anybody may write a Lease; what a terminal would act on is left out. */
function whoseText({ spec: { acquireTime, holderIdentity } }: Lease): string {
  const text = `another command is changing this deployment, ${holderIdentity}, since ${acquireTime}`;
  return text.replace(/[\0-\x1f\x7f-\x9f]/g, '?');
}

function heldText(lease: Lease): string {
  const { metadata: { name, namespace } } = lease;
  const seconds = Math.max(Math.ceil((endOf(lease) - time.now()) / 1000), 1);
  return (
    `${whoseText(lease)}. Nothing was changed. Fix: run this again when it has ended; if it was killed, its Lease `
    + `${name} in namespace ${namespace} expires in ${seconds} s`
  );
}

function renewed({ metadata: { uid } }: Lease): object {
  return { metadata: { uid }, spec: { renewTime: microTime() } };
}

/** The form of `MicroTime` of Kubernetes. */
function microTime(): string {
  return new Date(time.now()).toISOString().replace('Z', '000Z');
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container's user need not have a name.
    return `user ${process.getuid?.() ?? ''}`.trim();
  }
}
