import { Denial } from '../cluster/denial';

/** The denials among what `programs/network` says. */
export function denialsIn(lines: readonly string[]): readonly Denial[] {
  return lines.filter(line => line.startsWith('{"denied":')).map(line => (JSON.parse(line) as { readonly denied: Denial }).denied);
}
