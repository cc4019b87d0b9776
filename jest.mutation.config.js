const { roots, transform, transformIgnorePatterns } = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  roots,
  testMatch: ['**/*.mutation.ts'],
  testEnvironment: './__tests__/first-failure.cjs',
  transform,
  transformIgnorePatterns,
};
