// Packs the package twice and compares: the same sources must make the same bytes.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const packed = [1, 2].map(() => {
  rmSync(new URL('../build', import.meta.url), { recursive: true, force: true });
  const [{ integrity, size, files }] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  return { integrity, size, files: files.map(({ path }) => path) };
});
const [first, second] = packed;
console.log(`${first.integrity} (${first.files.length} files, ${first.size} bytes)`);
if (!first.files.includes('sbom.cdx.json')) throw new Error('sbom.cdx.json must be in the package');
if (first.integrity !== second.integrity) throw new Error(`packed again, it is ${second.integrity}`);

const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const listed = JSON.parse(readFileSync(new URL('../sbom.cdx.json', import.meta.url), 'utf8')).components.map(
  ({ group, name }) => (group ? `${group}/${name}` : name),
);
const missing = Object.keys(dependencies).filter(name => !listed.includes(name));
console.log(`sbom.cdx.json: ${listed.length} components`);
if (missing.length > 0) throw new Error(`sbom.cdx.json must list ${missing.join(', ')}`);
