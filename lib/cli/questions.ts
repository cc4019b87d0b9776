import { createInterface } from 'node:readline/promises';
import { accelerators } from '../devices/accelerators';
import { gatewayVersions } from '../gateways/gateway-versions';
import { releases } from '../stack/releases';
import { initDefaults, InitOptions } from './init-answers';
import type { OutputFormat } from './output';

/** Who answers questions. */
export interface Terminal {
  /** Asks one, and waits for a line. */
  readonly ask: (question: string) => Promise<string>;
  /** Ends the conversation. */
  readonly close: () => void;
}

/** The terminal of the process; absent where there is none, or the output is for programs: then nothing is asked. */
export function terminal(output: OutputFormat): Terminal | undefined {
  if (output === 'json' || !process.stdin.isTTY || !process.stdout.isTTY) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  return { ask: question => lines.question(question), close: () => lines.close() };
}

/** The options with an answer for each that is not there. An empty answer takes the default. */
export async function asked({ ask, close }: Terminal, options: InitOptions): Promise<InitOptions> {
  try {
    const answers: Record<string, string> = {};
    for (const { default: proposed, name, question } of questions) {
      if (options[name] !== undefined) continue;
      const answer = (await ask(`${question}${proposed === '' ? '' : ` [${proposed}]`}: `)).trim();
      if (answer !== '') answers[name] = answer;
    }
    return { ...options, ...answers };
  } finally {
    close();
  }
}

interface Question {
  readonly name: keyof InitOptions;
  readonly question: string;
  readonly default: string;
}

const questions: readonly Question[] = [
  { name: 'model', question: 'Model, <owner>/<model> of the Hugging Face Hub', default: '' },
  {
    name: 'accelerator',
    question: 'GPU of the nodes, the value of their label nvidia.com/gpu.product (known: '
      + `${Object.keys(accelerators).join(', ')})`,
    default: 'any',
  },
  { name: 'prefill', question: 'Prefill pods', default: initDefaults.prefill },
  { name: 'decode', question: 'Decode pods', default: initDefaults.decode },
  {
    name: 'gateway',
    question: `Gateway (${gatewayVersions.map(({ name }) => name).join(', ')})`,
    default: initDefaults.gateway,
  },
  {
    name: 'release',
    question: `llm-d release (${releases.map(({ name }) => name).join(', ')})`,
    default: initDefaults.release,
  },
];
