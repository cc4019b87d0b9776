// Writes docs/rules.md from the rules and docs/model-sources.md from the sources of models; a test says when they are
// out of date.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelSourcesPage } from '../lib/rules/report/model-sources-markdown';
import { rulesPage } from '../lib/rules/report/rules-markdown';

writeFileSync(join(__dirname, '..', 'docs', 'rules.md'), rulesPage());
writeFileSync(join(__dirname, '..', 'docs', 'model-sources.md'), modelSourcesPage());
