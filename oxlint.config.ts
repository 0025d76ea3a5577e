import { defineConfig } from 'oxlint'
import { packages, stages } from './architecture.ts'

const importRule = (group: string[], regex: string[]) => ({
  'no-restricted-imports': [
    'error',
    {
      patterns: [
        { group, message: 'This package may not import that one: see architecture.ts' },
        ...regex.map((pattern) => ({ regex: pattern, message: 'Imports point left: see architecture.ts' })),
      ],
    },
  ] as never,
})

/** What a file of `name` may not import by package name: every package but those its row allows. */
const foreignPackages = (name: string, alsoAllowed: string[] = []) => [
  '@causeway/**',
  ...[...packages[name]!, ...alsoAllowed].map((allowed) => `!@causeway/${allowed}`),
]

/** Relative paths that leave the package: `../` often enough to reach the root, then another package's folder. */
const otherPackagePaths = (name: string) =>
  `^(\\.\\./)+(${Object.keys(packages)
    .filter((other) => other !== name)
    .join('|')})/`

const packageRules = Object.keys(packages).map((name) => ({
  files: [`${name}/**/*.{ts,tsx}`],
  rules: importRule(foreignPackages(name), [otherPackagePaths(name)]),
}))

/** One override for each folder of hub/src: everything later, every neighbour, and the composition root are closed. */
const stageRules = stages.flatMap((stage, position) =>
  stage.map((folder) => {
    const closed = [...stages.slice(position).flat(), ...stages.slice(position + 1).flat()].filter(
      (other) => other !== folder,
    )
    const isCli = folder === 'cli'
    const paths = [...new Set(closed)].map((other) => `${other}/`)
    const roots = isCli ? [] : ['hub\\.ts', 'config\\.ts']
    const forbidden = [...paths, ...roots].join('|')
    return {
      files: [`hub/src/${folder}/**/*.ts`],
      rules: importRule(foreignPackages('hub', isCli ? ['simulator', 'spec/compare'] : []), [
        otherPackagePaths('hub'),
        ...(forbidden === '' ? [] : [`^(\\.\\./)+(${forbidden})`]),
      ]),
    }
  }),
)

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'node', 'promise'],
  categories: { correctness: 'error', suspicious: 'warn' },
  options: { typeAware: true },
  ignorePatterns: ['**/dist/**', '**/data/**', '**/generated/**', 'artifacts/**'],
  rules: {
    'import/no-cycle': 'error',
    'no-console': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-unsafe-type-assertion': 'off',
    'import/no-unassigned-import': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'no-underscore-dangle': 'off',
    'no-shadow': 'off',
    'unicorn/no-array-reverse': 'off',
    'unicorn/no-useless-undefined': 'off',
    // Written for Express; Fastify awaits its handlers.
    'oxc/no-async-endpoint-handlers': 'off',
    'typescript/no-unnecessary-type-conversion': 'off',
  },
  overrides: [
    { files: ['{client,simulator,hub}/src/**/*.ts'], rules: { 'node/no-process-env': 'error' } },
    { files: ['hub/src/config.ts'], rules: { 'node/no-process-env': 'off' } },
    ...packageRules,
    ...stageRules,
    {
      files: ['hub/src/api/contract/**/*.ts'],
      rules: importRule(['@causeway/**', 'node:*'], ['^\\.\\./']),
    },
    {
      files: [
        'hub/src/cli/**/*.ts',
        'scripts/**',
        'bench/**',
        'spec/build/**',
        '**/*.test.ts',
        'test/**',
        'simulator/src/main.ts',
      ],
      rules: { 'no-console': 'off', 'node/no-process-env': 'off' },
    },
  ],
})
