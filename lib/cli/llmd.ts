import { failure } from './failure';
import { llmdProgram } from './program';

// A command such as `llmd rules | head` closes the pipe early.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const fail = (error: unknown): void => {
  process.exitCode = failure(error);
};
process.on('uncaughtException', fail);
void llmdProgram().parseAsync().catch(fail).then(() => {
  // Requests that a failed command leaves behind would keep the process until they end.
  setTimeout(() => process.exit(), 500).unref();
});
