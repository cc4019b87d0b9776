// Writes the table of plugins into docs/endpoint-picker.md; a test says when it is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pluginTable } from '../lib/rules/report/picker-page';

const page = join(__dirname, '..', 'docs', 'endpoint-picker.md');
const heading = '## Plugins by version of the picker\n\n';
const [before] = readFileSync(page, 'utf8').split(heading);
writeFileSync(page, `${before}${heading}${pluginTable()}`);
