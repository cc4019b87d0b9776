import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * One module of the Go ecosystem at one version, fetched through the user's own Go settings (proxy, cache, checksum
 * database). `sum` is the hash of the module's whole content as a go.sum file has it: other bytes under the same
 * version are an error.
 * @param {{ path: string, version: string, sum: string }} pinned
 */
export function goModule({ path, version, sum }) {
  const fetched = download(`${path}@${version}`);
  if (fetched.Sum !== sum) throw new Error(`${path}@${version} must have the checksum ${sum}, got ${fetched.Sum}`);
  return {
    /** The module and the file in it, as a header comment names them. */
    label: file => `${path}@${version} ${file}`,
    read: file => readFileSync(join(fetched.Dir, file), 'utf8'),
  };
}

function download(module) {
  // Away from the repository, so that no go.mod, go.work or vendor folder around it has a say.
  const go = spawnSync('go', ['mod', 'download', '-json', module], {
    cwd: tmpdir(),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (go.error)
    throw new Error(`\`go\` must be on the PATH to fetch ${module}: install Go 1.21 or newer (${go.error.code})`);
  const answer = go.stdout.trim() === '' ? {} : JSON.parse(go.stdout);
  if (go.status !== 0) throw new Error(`go mod download ${module} failed: ${oneLine(answer.Error ?? go.stderr)}`);
  return answer;
}

function oneLine(text) {
  return text.trim().replace(/\s+/g, ' ');
}
