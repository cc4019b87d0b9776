import type { ProjectFile } from '../project-file';

/** `README.md`, ten lines. */
export const readme: ProjectFile = {
  path: () => 'README.md',
  text: ({ name }) => `# ${name}

\`deployments/${name}.ts\` says what runs; \`dist/${name}.k8s.yaml\` is what the cluster gets. Both are committed.

- \`npm run synth\` writes \`dist/\` after a change; \`npm test\` fails where that was forgotten or a finding is open.
- \`npx llmd doctor ${name}\` says whether it can work in your cluster, and how to install what is missing.
- \`npx llmd deploy ${name}\` applies it, waits, proves that it works, and prints a request to try.
- \`npx llmd --help\` has all commands. Each starts faster as \`./node_modules/.bin/llmd\`.

\`waive\` of the spec has the warnings that are accepted, with reasons. Replace those that \`init\` wrote by your own.
`,
};
