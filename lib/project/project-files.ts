import { app } from './files/app';
import { cdk8sYaml } from './files/cdk8s-yaml';
import { deployment } from './files/deployment';
import { distTest } from './files/dist-test';
import { gitignore } from './files/gitignore';
import { packageJson } from './files/package-json';
import { readme } from './files/readme';
import { tsconfig } from './files/tsconfig';
import { workflow } from './files/workflow';
import type { ProjectFile } from './project-file';

/** Every file of a new project. */
export const projectFiles: readonly ProjectFile[] = [
  packageJson, cdk8sYaml, tsconfig, app, deployment, distTest, workflow, gitignore, readme,
];
