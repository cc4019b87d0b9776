const { TestEnvironment } = require('jest-environment-node');

/** Runs no test of a file after one has failed: a mutant is dead by then. */
module.exports = class extends TestEnvironment {
  failed = false;

  async handleTestEvent(event) {
    if (event.name === 'test_fn_failure') this.failed = true;
    if (event.name === 'test_start' && this.failed) event.test.mode = 'skip';
  }
};
