import { Denial } from '../cluster/causes/dropped-packets';

/** The denials among what `programs/rehearsal/cmd/network` says. */
export function denialsIn(lines: readonly string[]): readonly Denial[] {
  return lines
    .filter(line => line.startsWith('{"denied":'))
    .map(line => (JSON.parse(line) as { readonly denied: Denial }).denied);
}
