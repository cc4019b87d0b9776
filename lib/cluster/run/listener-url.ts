/** A listener of a Gateway, as far as its address goes. */
export interface UrlListener {
  readonly port: number;
  readonly protocol?: string;
}

/**
 * The URL of a listener of a Gateway, always with its port.
 *
 * @param host a name, or an address of either family, with or without brackets
 */
export function listenerUrl({ port, protocol }: UrlListener, host: string): string {
  return `${protocol === 'HTTPS' ? 'https' : 'http'}://${/^[^[].*:/.test(host) ? `[${host}]` : host}:${port}`;
}
