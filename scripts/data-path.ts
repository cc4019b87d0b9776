// Writes docs/data-path.svg from the first deployment; a test says when it is out of date.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { llama31 } from '../deployments/llm-d-llama31';
import { dataPathOf } from '../lib/graph/data-path';
import { dataPathSvg } from '../lib/graph/data-path-svg';
import { planInference } from '../lib/plan/plan-inference';

const svg = dataPathSvg(dataPathOf(planInference('llm-d-llama31', llama31)));
writeFileSync(join(__dirname, '..', 'docs', 'data-path.svg'), svg);
