import { readFileSync } from 'node:fs';
import { packageFolder } from '../rehearsal/package-folder';
import { CommandLineMistake } from './dist-file';

/**
 * Refuses a command that needs packages which are not installed. They are optional peer dependencies, so that a project
 * that only synthesizes does not install them.
 *
 * @throws CommandLineMistake that names the command which installs them
 */
export function requireOptionalPackages(): void {
  const missing = optionalPackages().filter(({ name }) => !isInstalled(name));
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(', ');
  const install = missing.map(({ name, version }) => `${name}@${version}`).join(' ');
  throw new CommandLineMistake(`commands about a cluster need packages that are not installed: ${names}. `
    + `Fix: npm install --save-dev ${install}`);
}

interface OptionalPackage {
  readonly name: string;
  readonly version: string;
}

function optionalPackages(): readonly OptionalPackage[] {
  const { peerDependencies, peerDependenciesMeta } = JSON.parse(
    readFileSync(packageFolder('package.json'), 'utf8'),
  ) as PackageJson;
  return Object.keys(peerDependenciesMeta).map(name => ({ name, version: peerDependencies[name]! }));
}

interface PackageJson {
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, object>>;
}

function isInstalled(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch (error) {
    // A package that only supports `import` is found, but `require` of it fails.
    return (error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND';
  }
}
