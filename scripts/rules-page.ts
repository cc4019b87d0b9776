// Writes docs/rules.md from the rules; a test says when it is out of date.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rulesPage } from '../lib/rules/report/rules-markdown';

writeFileSync(join(__dirname, '..', 'docs', 'rules.md'), rulesPage());
