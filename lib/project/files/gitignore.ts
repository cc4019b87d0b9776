import type { ProjectFile } from '../project-file';

/** `.gitignore`. `dist/` is not in it: a review sees what a change of a spec changes. */
export const gitignore: ProjectFile = {
  path: () => '.gitignore',
  text: () => `node_modules/
bench-results/
# What a synth writes before it puts dist/ in place
dist.staging
.*.tmp
`,
};
