/** @type {import('jest').Config} */
module.exports = {
  roots: ['<rootDir>/__tests__'],
  // Jest leaves one core out, which is half of a machine with two.
  maxWorkers: '100%',
  testMatch: ['**/*.test.ts'],
  // cel-js is an ES module, which Jest does not load as it is.
  transformIgnorePatterns: ['/node_modules/(?!@marcbachmann/)'],
  testPathIgnorePatterns: [
    '<rootDir>/__tests__/browser/',
    '<rootDir>/__tests__/cluster/',
    '<rootDir>/__tests__/engine/',
    '<rootDir>/__tests__/rehearsal/',
  ],
  transform: {
    '\\.[jt]s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
};
