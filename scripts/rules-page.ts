// Writes docs/rules.md from the rules, docs/model-sources.md from the sources of models and docs/connectors.md from the
// connectors; a test says when they are out of date.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectorsPage } from '../lib/rules/report/connectors-markdown';
import { modelSourcesPage } from '../lib/rules/report/model-sources-markdown';
import { rulesPage } from '../lib/rules/report/rules-markdown';

writeFileSync(join(__dirname, '..', 'docs', 'rules.md'), rulesPage());
writeFileSync(join(__dirname, '..', 'docs', 'model-sources.md'), modelSourcesPage());
writeFileSync(join(__dirname, '..', 'docs', 'connectors.md'), connectorsPage());
