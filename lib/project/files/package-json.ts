import type { ProjectFile } from '../project-file';

/** `package.json`, with every package at one version. */
export const packageJson: ProjectFile = {
  path: () => 'package.json',
  text: ({ name, versions }) => `${JSON.stringify({
    name,
    version: '0.0.0',
    private: true,
    engines: { node: '>=20.19' },
    scripts: {
      synth: 'llmd synth',
      test: 'tsc && node --test dist.test.mjs',
    },
    devDependencies: Object.fromEntries(packages.map(name => [name, versions[name]])),
  }, undefined, 2)}\n`,
};

/** What a project uses: the library and its peers, also those of commands about a cluster, and what runs TypeScript. */
export const packages = [
  '@kubernetes/client-node', '@types/node', 'cdk8s', 'cdk8s-cli', 'cdk8s-llm-d', 'cdk8s-plus-28', 'constructs',
  'listr2', 'tsx', 'typescript', 'uplot',
] as const;
