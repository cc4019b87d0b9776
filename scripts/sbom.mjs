// Writes sbom.cdx.json, what the package brings, needs and downloads: called when the package is made.
import { writeFileSync } from 'node:fs';
import { bom } from './sbom/bom.mjs';

writeFileSync(new URL('../sbom.cdx.json', import.meta.url), `${JSON.stringify(bom(), undefined, 1)}\n`);
