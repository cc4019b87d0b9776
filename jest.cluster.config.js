const { transform, transformIgnorePatterns } = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  roots: ['<rootDir>/__tests__/cluster'],
  testMatch: ['**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/__tests__/cluster/programs/'],
  transform,
  transformIgnorePatterns,
  testTimeout: 120_000,
};
