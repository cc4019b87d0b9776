import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder that holds what is built or fetched once: CDK8S_LLM_D_CACHE, else one in node_modules/.cache of the
 * package around this file.
 * @param {...string} parts of a path in it, made if missing
 */
export function cacheFolder(...parts) {
  const root = process.env.CDK8S_LLM_D_CACHE
    ? resolve(process.env.CDK8S_LLM_D_CACHE)
    : join(packageRoot(), 'node_modules', '.cache', 'cdk8s-llm-d');
  const folder = join(root, ...parts);
  mkdirSync(folder, { recursive: true });
  return folder;
}

function packageRoot() {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) return here;
  }
}
