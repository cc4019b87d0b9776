import css from '@eslint/css';
import stylistic from '@stylistic/eslint-plugin';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['build/', 'coverage/', 'dist/', 'imports/', 'node_modules/'] },
  {
    files: ['**/*.{ts,js,cjs,mjs}'],
    extends: [
      tseslint.configs.recommendedTypeChecked,
      stylistic.configs.customize({ indent: 2, quotes: 'single', semi: true, braceStyle: '1tbs', arrowParens: false }),
    ],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      // 120 columns are asked of every line by __tests__/house/long-lines.test.ts.
      '@stylistic/multiline-ternary': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@stylistic/quote-props': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
    },
  },
  {
    files: ['lib/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 230, skipBlankLines: true, skipComments: true }],
      // A patch is not typed, and cdk8s's own App drops it on a generated class without a word (cdk8s-team/cdk8s#2172).
      'no-restricted-syntax': [
        'error',
        {
          selector: 'CallExpression[callee.property.name="addJsonPatch"]',
          message: 'a patch is for what users override: set the field on the L1 object, where its type is checked',
        },
      ],
    },
  },
  {
    // A list of rules, each with its texts and its example.
    files: ['lib/rules/plan/**/*.ts'],
    rules: { 'max-lines': ['error', { max: 265, skipBlankLines: true, skipComments: true }] },
  },
  {
    // Manifests are read back as plain data.
    files: ['__tests__/**/*.ts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  { files: ['**/*.{js,cjs,mjs}'], ...tseslint.configs.disableTypeChecked },
  {
    // What a browser runs, embedded by `npm run embed`.
    files: ['lib/**/*.js'],
    languageOptions: {
      sourceType: 'script',
      globals: {
        addEventListener: 'readonly',
        document: 'readonly',
        getComputedStyle: 'readonly',
        matchMedia: 'readonly',
        uPlot: 'readonly',
      },
    },
    rules: { 'no-undef': 'error' },
  },
  { files: ['lib/**/*.css'], plugins: { css }, language: 'css/css', rules: css.configs.recommended.rules },
  { files: ['**/*.cjs', 'jest*.config.js'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
