/**
 * The ranks of the folders: an import goes down, never sideways and never up. PURE folders (question kinds, parsers,
 * writers, scoring, everything of common/) may be imported from anywhere above them and import only pure code themselves.
 */
const ranks = [
  ['common'],
  ['outbound'],
  ['config', 'eventrail', 'pages'],
  ['database'],
  ['events'],
  ['jobs', 'idempotency', 'live'],
  ['mail'],
  ['auth'],
  ['activity', 'notifications', 'eventrail-feed'],
  ['webhooks'],
  ['assessments'],
  ['questions', 'invites', 'email-verification', 'member-notices'],
  ['question-import', 'attempts', 'reminders'],
  ['question-export'],
  ['submissions'],
  ['results', 'attempt-times', 'running-attempts'],
];
const pureFolders = '^src/(questions/kinds|scoring|question-import/parsers|question-export/writers)/';

const rankRules = ranks.flatMap((folders, rank) =>
  folders.map((folder) => {
    const allowed = ranks.slice(0, rank).flat();
    return {
      name: `${folder}-imports-down-the-ranks-only`,
      severity: 'error',
      from: { path: `^src/${folder}/` },
      to: {
        path: '^src/',
        pathNot: [
          `^src/(${[...allowed, folder].join('|')})/`,
          pureFolders,
          ...(folder === 'database' ? ['^migrations/'] : []),
        ],
      },
    };
  }),
);

module.exports = {
  forbidden: [
    ...rankRules,
    {
      name: 'command-line-is-a-client',
      comment: 'What the command does it does through the API, like any other program.',
      severity: 'error',
      from: { path: '^src/command-line/' },
      to: { path: '^src/', pathNot: '^src/(command-line|config)/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'pure-imports-pure',
      comment:
        'Kinds, scoring, parsers and writers have no clock, database or framework: only each other, common text and numbers, and format libraries.',
      severity: 'error',
      from: { path: pureFolders, pathNot: '\\.spec\\.ts$' },
      to: {
        pathNot: [
          pureFolders,
          '^src/common/(exact|text)/',
          '^node_modules/(csv-parse|jszip|fast-xml-parser)/',
          '^(node:)?(zlib|buffer|util|string_decoder|crypto|stream)$',
        ],
      },
    },
    {
      name: 'common-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^src/common/' },
      to: { path: '^src/', pathNot: '^src/common/' },
    },
    {
      name: 'controllers-reach-services-only',
      severity: 'error',
      from: { path: '\\.controller\\.ts$' },
      to: { path: ['\\.queries\\.ts$', '^src/database/(?!readiness)', '\\.rules\\.ts$'] },
    },
    {
      name: 'dtos-hold-no-sql',
      severity: 'error',
      from: { path: '\\.dto\\.ts$' },
      to: { path: ['\\.service\\.ts$', '^src/database/'] },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      from: { path: '\\.rules\\.ts$' },
      to: {
        path: [
          '\\.(service|controller|dto)\\.ts$',
          '^src/database/',
          '^node_modules/(pg|typeorm|@nestjs|fastify)/',
        ],
      },
    },
    {
      name: 'queries-know-no-http',
      severity: 'error',
      from: { path: '\\.queries\\.ts$' },
      to: {
        path: ['\\.(service|controller|dto)\\.ts$', '^src/common/http/', '^node_modules/(@nestjs|fastify)/'],
      },
    },
    {
      name: 'services-know-no-http-types',
      severity: 'error',
      from: { path: '\\.service\\.ts$', pathNot: '^src/auth/' },
      to: { path: ['\\.controller\\.ts$', '^node_modules/fastify/'] },
    },
    {
      name: 'environment-is-read-in-config-only',
      severity: 'error',
      from: {
        path: '^src/(?!config/|main\\.ts|worker\\.ts|cli\\.ts|start-database\\.ts|secret-keys\\.ts|checkpoint-key\\.ts|eventrail-command\\.ts|process-output\\.ts)',
      },
      to: { path: '^src/config/' },
    },
    {
      name: 'only-job-handlers-joins-jobs-and-features',
      severity: 'error',
      from: { path: '^src/jobs/' },
      to: { path: '^src/', pathNot: '^src/(jobs|common|config|database|events)/' },
    },
    {
      name: 'no-test-code-in-the-product',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: ['^test/', '^bench/'] },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
