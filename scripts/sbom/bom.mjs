import { readFileSync } from 'node:fs';
import { goComponents } from './go.mjs';
import { npmComponents } from './npm.mjs';
import { pypiComponents } from './pypi.mjs';

const root = new URL('../..', import.meta.url);

/**
 * The bill of materials, in CycloneDX 1.5. It is read from what pins each part (package-lock.json, go.mod and go.sum,
 * programs/envoy/wheels.mjs), so that the same sources make the same text.
 */
export function bom() {
  const { name, version, description, license } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  const { direct, components: packages } = npmComponents(root);
  const rehearsal = [...goComponents(root), ...pypiComponents()];
  const components = [...packages, ...rehearsal].sort((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1));
  const ref = `pkg:npm/${name}@${version}`;
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      component: {
        'bom-ref': ref, 'type': 'library', name, version, description, 'purl': ref,
        'licenses': [{ license: { id: license } }],
      },
    },
    components: components.map(({ dependsOn: _, ...component }) => component),
    dependencies: [
      { ref, dependsOn: [...direct, ...rehearsal.map(other => other['bom-ref'])] },
      ...components.map(({ 'bom-ref': other, dependsOn }) => ({ ref: other, dependsOn })),
    ],
  };
}
