import type { ProjectFile } from '../project-file';

/** `cdk8s.yaml`, which `llmd synth` and `cdk8s synth` read. */
export const cdk8sYaml: ProjectFile = {
  path: () => 'cdk8s.yaml',
  text: () => `language: typescript
app: node -r tsx/cjs main.ts
# The App writes dist/ as a whole or not at all; the name with .staging keeps the cdk8s CLI from emptying it first.
output: dist.staging
`,
};
