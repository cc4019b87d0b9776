// npm run embed: writes each file of another language in lib/ as JSON beside it. A program imports that, so it reads no
// file when it runs.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const lib = fileURLToPath(new URL('../lib', import.meta.url));

/** Files that TypeScript code hands on as text: to an image, a browser, Argo CD. */
const embedded = readdirSync(lib, { recursive: true, encoding: 'utf8' })
  .filter(name => /\.(css|js|lua|py)$/.test(name)).map(name => join(lib, name));

for (const file of embedded) {
  writeFileSync(`${file}.json`, `${JSON.stringify({ text: readFileSync(file, 'utf8') }, undefined, 2)}\n`);
}
