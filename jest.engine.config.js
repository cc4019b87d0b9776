const { transform, transformIgnorePatterns } = require('./jest.config.js');

// Thousands of questions are one call: there is no time limit that a busy machine could break.
/** @type {import('jest').Config} */
module.exports = {
  roots: ['<rootDir>/__tests__/engine'],
  testMatch: ['**/*.test.ts'],
  transform,
  transformIgnorePatterns,
  testTimeout: 3_600_000,
};
