import type { InferenceSpec } from '../../spec/deployment';
import type { NewProject, ProjectFile } from '../project-file';

/** The spec of the first deployment. */
export const deployment: ProjectFile = {
  path: ({ name }) => `deployments/${name}.ts`,
  text: project => `import { InferenceSpec, ${gatewayFunction(project)}, Release } from 'cdk8s-llm-d';

/** Every field is documented in its type: the editor shows it. Then run \`npm run synth\`. */
export const ${specName(project.name)}: InferenceSpec = ${literal(sourceOf(project))};
`,
};

/** The variable of a spec: `my-model` is `myModel`. */
export function specName(name: string): string {
  const words = name.split('-').filter(word => word !== '');
  const joined = words.map((word, index) => (index === 0 ? word : word[0]!.toUpperCase() + word.slice(1))).join('');
  return /^[a-z]/.test(joined) ? `${joined}Spec` : `deployment${joined}Spec`;
}

/** Text that is code, not a string. */
class Code {
  constructor(readonly text: string) {}
}

/** The spec, with what has a name in the library called by it. */
function sourceOf({ gateway, release, spec }: NewProject): Readonly<Record<keyof InferenceSpec, unknown>> {
  return {
    ...spec,
    release: new Code(`Release.${release.name}`),
    gateway: new Code(gateway.gateway.specOf(gateway.version)),
  } as Readonly<Record<keyof InferenceSpec, unknown>>;
}

/** The function of the library that makes a gateway: `istio` of `istio('1.30')`. */
function gatewayFunction({ gateway }: NewProject): string {
  return /^\w+/.exec(gateway.gateway.specOf(gateway.version))![0];
}

/** A value as source text, on one line where it fits. */
function literal(value: unknown, indent = ''): string {
  if (value instanceof Code) return value.text;
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = `${indent}  `;
  const fields = Object.entries(value).map(([key, each]) => `${key}: ${literal(each, inner)}`);
  const line = `{ ${fields.join(', ')} }`;
  if (indent !== '' && indent.length + line.length < WIDTH && !line.includes('\n')) return line;
  return `{\n${fields.map(field => `${inner}${field},\n`).join('')}${indent}}`;
}

const WIDTH = 100;

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll('\'', '\\\'')}'`;
}
