import { Agent, IncomingMessage, request } from 'node:http';
import { Answer } from '../cluster/causes/request-outcome';

/** Where requests go and what they ask for. */
export interface Load {
  /** Address of the gateway's Service. */
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** What the route wants of a request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly model: string;
  readonly prompts: number;
  readonly concurrency: number;
  /** Tokens asked for. */
  readonly maxTokens: number;
}

/** Sends prompts, as many at a time as the load says, every second one as a stream. No prompt is like another. */
export async function send(load: Load): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const clock = stopwatch();
  const agent = new Agent({ keepAlive: true, maxSockets: load.concurrency });
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < load.prompts) answers.push(await ask(load, next++, agent, clock));
  };
  await Promise.all(Array.from({ length: load.concurrency }, client));
  agent.destroy();
  return answers;
}

/** A load that goes on until it is told to stop. */
export class EndlessLoad {
  readonly answers: Answer[] = [];
  private readonly clock = stopwatch();
  private readonly clients: readonly Promise<void>[];
  private stopped = false;
  private next = 0;

  constructor(private readonly load: Load) {
    const agent = new Agent({ keepAlive: true, maxSockets: load.concurrency });
    this.clients = Array.from({ length: load.concurrency }, () => this.client(agent));
  }

  /** Seconds since it began. */
  now(): number {
    return this.clock();
  }

  /** Ends when the requests that are under way have. */
  async stop(): Promise<readonly Answer[]> {
    this.stopped = true;
    await Promise.all(this.clients);
    return this.answers;
  }

  private async client(agent: Agent): Promise<void> {
    while (!this.stopped) {
      const answer = await ask(this.load, this.next++, agent, this.clock);
      this.answers.push(answer);
      // A refusal comes at once; without a pause the next would too, and nobody else would have the processor.
      if (answer.failure !== undefined) await new Promise(resolve => setTimeout(resolve, 100));
    }
  }
}

/** Longer than any request of a rehearsal, shorter than its reader's patience. */
const TIMEOUT_SECONDS = 30;

function ask(
  { headers, host, port, model, maxTokens, path }: Load,
  number: number,
  agent: Agent,
  clock: () => number,
): Promise<Answer> {
  const streamed = number % 2 === 1;
  const body = JSON.stringify({ model, prompt: promptOf(number), max_tokens: maxTokens, stream: streamed });
  const began = clock();
  return new Promise((resolve) => {
    const end = (answer: Omit<Answer, 'streamed' | 'began' | 'ended'>): void =>
      resolve({ ...answer, streamed, began, ended: clock() });
    const sent = request(
      { host, port, path, method: 'POST', agent, headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        collect(
          response,
          text => end(judge(response, text, streamed)),
          error => end({ status: response.statusCode ?? 0, failure: error.message }),
        );
      },
    );
    sent.setTimeout(TIMEOUT_SECONDS * 1000, () => sent.destroy(new Error(`no answer within ${TIMEOUT_SECONDS} s`)));
    sent.on('error', error => end({ status: 0, failure: error.message }));
    sent.end(body);
  });
}

function collect(response: IncomingMessage, done: (text: string) => void, failed: (error: Error) => void): void {
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (part: string) => (text += part));
  response.on('end', () => done(text));
  response.on('error', failed);
}

function judge(
  { statusCode = 0, headers }: IncomingMessage,
  text: string,
  streamed: boolean,
): Omit<Answer, 'streamed' | 'began' | 'ended'> {
  const complete = streamed ? text.trimEnd().endsWith('data: [DONE]') : text.includes('"finish_reason"');
  const answer = {
    status: statusCode,
    ...header('decodedBy', headers['x-rehearsal-pod']),
    ...header('prefilledBy', headers['x-rehearsal-prefill']),
  };
  if (statusCode !== 200) return { ...answer, failure: text.trim() || `HTTP status ${statusCode} without a text` };
  if (!complete) return { ...answer, failure: `an answer that ends early: ${text.slice(-200)}` };
  const wrong = headers['x-rehearsal-wrong'];
  return wrong === undefined
    ? answer
    : { ...answer, failure: `a wrong text: ${String(wrong)}; a client sees nothing of this` };
}

function header(name: 'decodedBy' | 'prefilledBy', value: string | readonly string[] | undefined): Partial<Answer> {
  return typeof value === 'string' ? { [name]: value } : {};
}

/** About 200 tokens that no other prompt begins with, so that no prefix of them is cached. */
function promptOf(number: number): string {
  return Array.from({ length: 200 }, (_, word) => `${number}-${word}`).join(' ');
}

function stopwatch(): () => number {
  const began = process.hrtime.bigint();
  return () => Number(process.hrtime.bigint() - began) / 1e9;
}
