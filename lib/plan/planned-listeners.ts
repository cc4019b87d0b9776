import type { CertificateSpec, EntranceSpec, ListenerSpec } from '../spec/entrance';

/** The listeners of a Gateway that is made; none where one exists. */
export function planListeners({ from, hostnames = [], listeners = plain }: EntranceSpec): readonly PlannedListener[] {
  if (from) return [];
  const planned = listeners.flatMap(listener => listenersOf(listener, hostnames));
  return planned.map((listener, index) => ({ name: nameOf(planned, index), ...listener }));
}

/** A listener of a Gateway. */
export interface PlannedListener {
  /** Its name, unique in the Gateway. */
  readonly name: string;
  /** Its port. */
  readonly port: number;
  /** What it speaks. */
  readonly protocol: ListenerSpec['protocol'];
  /** The host that it is for. @default - all */
  readonly hostname?: string;
  /** What it shows. */
  readonly certificate?: CertificateSpec;
}

const plain: readonly ListenerSpec[] = [{ protocol: 'HTTP' }];

type Unnamed = Omit<PlannedListener, 'name'>;

/**
 * One for each name of a host where cert-manager fills the certificate: it reads them from listeners alone
 * (cert-manager documentation, Annotated Gateway resource: a listener without `hostname` is left out).
 */
function listenersOf(listener: ListenerSpec, hostnames: readonly string[]): readonly Unnamed[] {
  if (listener.protocol === 'HTTP') return [{ protocol: 'HTTP', port: listener.port ?? 80 }];
  const { certificate, port = 443 } = listener;
  const ended = { protocol: 'HTTPS', port, certificate } as const;
  return certificate.issuer && hostnames.length > 0 ? hostnames.map(hostname => ({ ...ended, hostname })) : [ended];
}

/** `http`, `https`, and with a number from the second of a kind on. */
function nameOf(all: readonly Unnamed[], index: number): string {
  const { protocol } = all[index]!;
  const before = all.slice(0, index).filter(other => other.protocol === protocol).length;
  return `${protocol.toLowerCase()}${before === 0 ? '' : `-${before + 1}`}`;
}
