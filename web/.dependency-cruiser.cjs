/** The page of candidates is light because no code of the dashboard is in it, and a feature is a folder of its own. */
module.exports = {
  forbidden: [
    {
      name: 'candidate-is-a-light-entry-of-its-own',
      severity: 'error',
      from: { path: '^web/src/candidate/' },
      to: {
        path: [
          '^web/src/(app|components|features)/',
          '^node_modules/(@mantine|@tanstack|i18next|react-i18next|recharts|@dnd-kit)/',
        ],
      },
    },
    {
      name: 'dashboard-imports-no-candidate-page',
      severity: 'error',
      from: { path: '^web/src/(app|components|features)/' },
      // The editor shows a question as candidates will see it, by the very components that they get.
      to: { path: '^web/src/candidate/', pathNot: '^web/src/candidate/questions/' },
    },
    {
      name: 'components-know-no-feature',
      severity: 'error',
      from: { path: '^web/src/components/' },
      to: { path: '^web/src/(features|app)/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing-of-the-server',
      severity: 'error',
      from: { path: '^web/' },
      // The one exception is the pure parser of typed numbers: what is scored and what the page says it understood is one code.
      to: {
        path: '^(src|migrations|test)/',
        pathNot: '^src/(questions/kinds/number-text|common/exact/rational|common/text/characters)\\.ts$',
      },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.json', '.css'],
    },
  },
};
