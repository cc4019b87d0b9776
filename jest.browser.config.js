// Tests of what a person sees in a browser: Debian's chromium, or another that CHROMIUM names.
const shared = require('./jest.config');

module.exports = { ...shared, roots: ['<rootDir>/__tests__/browser'], testPathIgnorePatterns: [], testTimeout: 60_000 };
