import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { book } from '../../lib/rules/report/catalog';
import { modelSources } from '../../lib/model-sources/sources';
import { offloadings } from '../../lib/connectors/offloading/offloadings';
import { connectors } from '../../lib/connectors/connectors';
import { connectorsPage } from '../../lib/rules/report/connectors-markdown';
import { modelSourcesPage } from '../../lib/rules/report/model-sources-markdown';
import { rulesPage } from '../../lib/rules/report/rules-markdown';

const page = rulesPage();

test('docs/rules.md is what the rules say (written by `npm run docs`)', () => {
  expect(readFileSync(join(__dirname, '..', '..', 'docs', 'rules.md'), 'utf8')).toBe(page);
});

test('the page has every rule, how it is known, and no credential', () => {
  for (const { rule } of book()) expect(page).toContain(`### ${rule.id}\n\n**${rule.title}.**`);
  expect(page).toMatch(/\| error \| every version \| proven \|/);
  expect(page).not.toMatch(/hf_[A-Za-z0-9]{30}/);
});

test('docs/model-sources.md is what the sources of models say (written by `npm run docs`)', () => {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'model-sources.md'), 'utf8');
  expect(page).toBe(modelSourcesPage());
  for (const { uri } of modelSources) expect(page).toContain(uri.form);
});

test('docs/connectors.md is what the connectors say (written by `npm run docs`)', () => {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'connectors.md'), 'utf8');
  expect(page).toBe(connectorsPage());
  for (const { type } of [...connectors, ...offloadings]) expect(page).toContain(`\`${type}\``);
});
