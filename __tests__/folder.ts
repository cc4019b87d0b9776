import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A fresh folder for a test, removed when the test file ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-llm-d-'));
  folders.push(folder);
  return folder;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Every file below a folder with its content. */
export function contents(folder: string, within = ''): Record<string, string> {
  return Object.fromEntries(readdirSync(join(folder, within)).sort().flatMap((entry) => {
    const name = within === '' ? entry : `${within}/${entry}`;
    return statSync(join(folder, name)).isDirectory()
      ? Object.entries(contents(folder, name))
      : [[name, readFileSync(join(folder, name), 'utf8')]];
  }));
}
