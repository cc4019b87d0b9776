import { COMMENT_MARK } from '../../review/output/comment-mark';
import type { ProjectFile } from '../project-file';

/**
 * A workflow of GitHub Actions that judges every pull request: findings are annotations, what the change does is one
 * comment that each push renews, and the page of all deployments is an artefact.
 */
export const workflow: ProjectFile = {
  path: () => '.github/workflows/manifests.yaml',
  text: () => `name: manifests
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
  pull-requests: write
jobs:
  manifests:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v4
        with:
          # The comment compares with the branch that is merged into.
          fetch-depth: 0
      - uses: actions/setup-node@v4
        with:
          node-version: 22
          cache: npm
      - run: npm ci
      # Findings are annotations of the lines of the spec; a dist/ that is not up to date fails.
      - run: ./node_modules/.bin/llmd synth --check --strict --format github
      - run: npm test
      - name: review
        if: always() && github.event_name == 'pull_request'
        env:
          BASE: origin/\${{ github.base_ref }}
        run: |
          git cat-file -e "$BASE:./dist" || { echo 'nothing to compare with yet'; exit 0; }
          # 3: something needs care, 4: something is refused. Both are for the reader of the comment.
          code=0
          ./node_modules/.bin/llmd diff "$BASE" --format markdown > review.md || code=$?
          case $code in 0|3|4) ;; *) exit $code ;; esac
          ./node_modules/.bin/llmd report deployments.html --since "$BASE"
      - name: comment
        if: always() && github.event_name == 'pull_request'
        # A pull request from a fork may not write.
        continue-on-error: true
        env:
          GH_TOKEN: \${{ github.token }}
          PULL: \${{ github.event.pull_request.number }}
        run: |
          test -s review.md || exit 0
          comments="repos/$GITHUB_REPOSITORY/issues/$PULL/comments"
          mine='.[] | select(.body | startswith("${COMMENT_MARK}")) | .id'
          id=$(gh api "$comments" --paginate --jq "$mine" | head -n 1)
          if [ -n "$id" ]; then gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" -F body=@review.md
          else gh api "$comments" -F body=@review.md; fi
      - uses: actions/upload-artifact@v4
        if: always() && github.event_name == 'pull_request'
        with:
          name: deployments
          path: deployments.html
          if-no-files-found: ignore
`,
};
