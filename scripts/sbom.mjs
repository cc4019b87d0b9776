// Writes sbom.cdx.json, what the package brings with it, in CycloneDX: called when the package is made. What npm says
// is kept but for what differs from call to call or from npm to npm, so that the same sources make the same package;
// and for the tools of development, which `--omit dev` would take out together with every dependency that one of them
// uses as well (npm 11.19).
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const root = new URL('..', import.meta.url);
const text = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
  cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'],
});
const { serialNumber, metadata: { component }, components, dependencies, ...bom } = JSON.parse(text);
const { packages } = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8'));

const refs = new Set(Object.entries(packages).filter(([path, { dev, peer }]) => path !== '' && !dev && !peer)
  .map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')}@${version}`));
const shipped = components.filter(other => refs.has(other['bom-ref']));
const known = new Set([component['bom-ref'], ...shipped.map(other => other['bom-ref'])]);
const relations = dependencies.filter(({ ref }) => known.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter(other => known.has(other)) }));

// npm calls the package by the folder that it is in.
const { name } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
const written = {
  ...bom,
  metadata: { component: { ...component, name } },
  components: shipped,
  dependencies: relations,
};
writeFileSync(new URL('sbom.cdx.json', root), `${JSON.stringify(written, undefined, 1)}\n`);
