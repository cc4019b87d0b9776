import { Option } from 'commander';
import { printLine, visible } from './console';

/** The form of the output: text, or one JSON document on standard output at the end. */
export type OutputFormat = 'text' | 'json';

/** The values of `--output`. */
export const outputFormats: readonly OutputFormat[] = ['text', 'json'];

/** The option `--output` of every command that has a result. */
export function outputOption(): Option {
  return new Option('-o, --output <format>', 'text for a reader, json for programs')
    .choices(outputFormats)
    .default('text');
}

/** One step of a command. */
export interface Step {
  readonly title: string;
  /** @throws Error that ends the command; later steps do not run */
  readonly run: (say: Say) => Promise<void>;
}

/** Shows the progress of a step. */
export interface Say {
  /** Prints a line that is kept. */
  readonly line: (text: string) => void;
  /** Shows the present state. On a terminal the next one replaces it; elsewhere it is a line whenever it changes. */
  readonly now: (text: string) => void;
  /** Replaces the title of the step once its result is known. */
  readonly title: (text: string) => void;
}

/**
 * Runs steps one after the other. They are shown as a list that is redrawn on a terminal and as lines elsewhere; with
 * JSON nothing is shown.
 *
 * @throws Error of the first step that fails
 */
export async function runSteps(steps: readonly Step[], format: OutputFormat): Promise<void> {
  if (format === 'json' || !process.stdout.isTTY)
    return inLines(steps, format === 'json' ? () => {} : printLine);
  const listr2 = await import('listr2');
  const list = new listr2.Listr(steps.map(({ title, run }) => ({
    title: visible(title),
    rendererOptions: { persistentOutput: true, outputBar: true },
    task: async (_, task) => {
      const lines: string[] = [];
      const show = (now?: string): void =>
        void (task.output = [...lines, ...(now === undefined ? [] : [now])].join('\n'));
      await run({
        line: (text) => {
          lines.push(visible(text));
          show();
        },
        now: text => show(visible(text)),
        title: text => void (task.title = visible(text)),
      });
      // What was going on is over.
      show();
    },
  // Whoever made something in the cluster takes it out on Ctrl-C; the list would end the process.
  // The command prints why it ended.
  })), { concurrent: false, registerSignalListeners: false, rendererOptions: { showErrorMessage: false } });
  await list.run();
}

async function inLines(steps: readonly Step[], print: (text: string) => void): Promise<void> {
  for (const { title: first, run } of steps) {
    let title = first;
    let present = '';
    const now = (text: string): void => {
      if (text !== present) print(`  ${present = text}`);
    };
    print(`… ${title}`);
    try {
      await run({ line: text => print(`  ${text}`), now, title: text => void (title = text) });
    } catch (error) {
      print(`✖ ${title}`);
      throw error;
    }
    print(`✔ ${title}`);
  }
}
