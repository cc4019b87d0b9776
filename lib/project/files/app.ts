import type { ProjectFile } from '../project-file';
import { specName } from './deployment';

/** `main.ts`, with a line for each deployment. */
export const app: ProjectFile = {
  path: () => 'main.ts',
  text: ({ name }) => `import { App, DisaggregatedInference } from 'cdk8s-llm-d';
import { ${specName(name)} } from './deployments/${name}';

const app = new App();
new DisaggregatedInference(app, '${name}', ${specName(name)});
app.synth();
`,
};
