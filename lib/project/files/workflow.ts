import type { ProjectFile } from '../project-file';

/** A workflow of GitHub Actions that judges every pull request. */
export const workflow: ProjectFile = {
  path: () => '.github/workflows/manifests.yaml',
  text: () => `name: manifests
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  manifests:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
          cache: npm
      - run: npm ci
      # Findings are annotations of the lines of the spec; a dist/ that is not up to date fails.
      - run: ./node_modules/.bin/llmd synth --check --strict --format github
      - run: npm test
`,
};
