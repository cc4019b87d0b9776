import type { ProjectFile } from '../project-file';

/** `tsconfig.json`, for the editor and for `npm test`. */
export const tsconfig: ProjectFile = {
  path: () => 'tsconfig.json',
  text: () => `${JSON.stringify({
    compilerOptions: {
      target: 'ES2022',
      module: 'node16',
      moduleResolution: 'node16',
      types: ['node'],
      strict: true,
      skipLibCheck: true,
      noEmit: true,
    },
    include: ['main.ts', 'deployments'],
  }, undefined, 2)}\n`,
};
