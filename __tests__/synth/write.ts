import { OutputFolder } from '../../lib/synth/output-folder';

/** Replaces a folder by one with these files. */
export function write(folder: string, files: Readonly<Record<string, string>>): void {
  const output = new OutputFolder(folder, '.yaml');
  for (const [name, content] of Object.entries(files)) output.write(name, content);
  output.swap();
}
