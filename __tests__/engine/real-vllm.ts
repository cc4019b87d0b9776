import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Python of each version of vLLM that is asked; `npm run test:engine` makes the environments. */
export const engines = Object.entries(
  JSON.parse(process.env.CDK8S_LLM_D_ENGINES ?? '{}') as Readonly<Record<string, string>>,
);

/** An argument list, and the config.json of the model that its first entry names. */
export interface Question {
  readonly arguments: readonly string[];
  readonly model: object;
  /** Whether only the command line is asked, not the configuration of the engine. */
  readonly only_parse?: boolean;
}

/** Why a vLLM refuses each list, in its words; `undefined` where it accepts. One process answers all. */
export function refusals(python: string, questions: readonly Question[]): readonly (string | undefined)[] {
  const { status, stdout, stderr } = spawnSync(python, [join(__dirname, 'judge.py')], {
    input: questions.map(question => `${JSON.stringify(question)}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const answers = stdout.split('\n').filter(line => line !== '')
    .map(line => (JSON.parse(line) as { readonly refusal?: string }).refusal);
  if (status !== 0 || answers.length !== questions.length)
    throw new Error(`${answers.length} of ${questions.length} answers, exit code ${status}: ${stderr.slice(-2000)}`);
  return answers;
}
