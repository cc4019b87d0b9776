import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file of this package, from a clone or installed. */
export function packageFolder(...parts: readonly string[]): string {
  return join(packageRoot(__dirname), ...parts);
}

function packageRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : packageRoot(dirname(folder));
}
