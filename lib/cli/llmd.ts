import { exitCodes, failure } from './failure';
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
// Whoever read the messages is gone, so an error of stderr cannot be told: telling it would be the next error, without
// end.
process.stderr.on('error', () => undefined);
void llmdProgram().parseAsync().catch(fail).then(() => {
  // Requests to a cluster that does not answer would keep the process until they end.
  if (process.exitCode === exitCodes.noCluster) setTimeout(() => process.exit(), 500).unref();
});
