const { transform, transformIgnorePatterns } = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  roots: ['<rootDir>/__tests__/cluster'],
  testMatch: ['**/*.test.ts'],
  transform,
  transformIgnorePatterns,
  testTimeout: 120_000,
};
