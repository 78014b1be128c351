import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

interface Source {
  readonly file: string;
  readonly text: string;
}

/** The program: tests are free to do otherwise. */
const sources: readonly Source[] = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
  .map((file) => ({ file: file.replaceAll('\\', '/'), text: readFileSync(join('src', file), 'utf8') }))
  .toSorted((a, b) => a.file.localeCompare(b.file));

/** Files and lines where something stands that should not. */
function found(pattern: RegExp, isAllowed: (file: string) => boolean = () => false): string[] {
  return sources
    .filter(({ file }) => !isAllowed(file))
    .flatMap(({ file, text }) =>
      text
        .split('\n')
        .map((line, index) => ({ line, place: `src/${file}:${index + 1}` }))
        .filter(({ line }) => pattern.test(line))
        .map(({ line, place }) => `${place} ${line.trim()}`),
    );
}

describe('the sources', () => {
  it('read the environment in src/config alone', () => {
    expect(found(/process\.env/, (file) => file.startsWith('config/'))).toEqual([]);
  });

  it('start other programs in src/database/embedded alone, and none through a shell', () => {
    expect(found(/child_process/, (file) => file.startsWith('database/embedded/'))).toEqual([]);
    expect(found(/shell:\s*true|execSync|\bexec\b\s*\}|import \{[^}]*\bexec\b[^}]*\} from/)).toEqual([]);
  });

  it('make no code from text', () => {
    expect(found(/\beval\(|new Function\b|node:vm|from 'vm'/)).toEqual([]);
  });

  it('use none of the methods of TypeORM that find rows by primary key alone', () => {
    // Services have methods of such names; these are the objects of TypeORM.
    expect(
      found(
        /\b(manager|repository|repo|tx|db|reader|entityManager)\.(save|remove|softRemove|recover|upsert)\(/i,
      ),
    ).toEqual([]);
    expect(found(/getRepository\(|@InjectRepository|withRepository\(|BaseEntity/)).toEqual([]);
    expect(found(/synchronize:\s*true|dropSchema:\s*true|cascade:/)).toEqual([]);
  });

  it('leave nothing for later', () => {
    expect(found(/\b(TODO|FIXME|XXX|HACK)\b/)).toEqual([]);
    expect(found(/@ts-(ignore|nocheck|expect-error)|eslint-disable/)).toEqual([]);
  });

  it('are files of at most 300 lines', () => {
    const long = sources.map(({ file, text }) => ({ file, lines: text.trimEnd().split('\n').length }));
    expect(long.filter(({ lines }) => lines > 300)).toEqual([]);
  });
});

describe('the statements', () => {
  /** What may stand in a statement besides constants of the module and bound parameters, and why no value gets in. */
  const exceptions: Readonly<Record<string, readonly string[]>> = {
    // Names of columns, taken from the keys of a type.
    'assessments/assessments.queries.ts': ["[...assignments, 'updated_at = now()'].join(', ')"],
    'questions/questions.queries.ts': ["[...assignments, 'updated_at = now()'].join(', ')"],
    // Parts of a statement that are chosen by closed sets; every value among them goes through bind(). A number of rows
    // to fetch is a number by type, and FETCH takes no parameter.
    'results/results.queries.ts': [
      'ofAssessment',
      'candidate',
      'value',
      'submissions',
      "[...joins].join(' ')",
      'direction',
      'limit',
      'text',
      "conditions.join(' AND ')",
      'type',
      'beyond',
      'last',
      "lower(`(c.name || E'\\\\n' || c.email)`)",
      'lower(text)',
      'batchSize',
    ],
    // Identifiers that were checked against the form of a UUID two lines above: a simple query takes no parameters.
    'database/scope.ts': ["settings.join(', ')", 'name', 'value'],
  };

  const looksLikeSql =
    /\b(SELECT|INSERT INTO|UPDATE [a-z_]+|DELETE FROM|set_config|DECLARE|FETCH|SET LOCAL)\b/;
  /** Sets the database up, by the superuser's statements, with names of our own. */
  const isSetUp = (file: string): boolean =>
    /^database\/(embedded\/|migrate|migrations|schema-dump|data-sources)/.test(file);

  it('hold no value but by a bound parameter', () => {
    const wrong = sources
      .filter(({ file }) => !isSetUp(file))
      .flatMap((source) =>
        interpolations(source)
          .filter(({ literal }) => looksLikeSql.test(literal))
          .filter(
            ({ expression, isConstant }) => !isConstant && !exceptions[source.file]?.includes(expression),
          )
          .map(({ expression, line }) => `src/${source.file}:${line} \${${expression}}`),
      );
    expect(wrong).toEqual([]);
  });

  it('are not put together with +', () => {
    expect(found(/(SELECT|INSERT INTO|UPDATE|DELETE FROM|WHERE)\b[^`]*['"`]\s*\+\s*[a-z]/, isSetUp)).toEqual(
      [],
    );
  });

  /** One folder writes a table; everybody may read it. */
  const writers: Readonly<Record<string, readonly string[]>> = {
    ...Object.fromEntries(
      [
        'employers',
        'active_slots',
        'persons',
        'members',
        'member_invitations',
        'sessions',
        'api_keys',
        'known_devices',
        'sign_in_counters',
        'password_resets',
      ].map((table) => [table, ['auth']]),
    ),
    events: ['events'],
    event_cursors: ['events'],
    event_inbox: ['events'],
    notification_heads: ['notifications'],
    notifications: ['notifications'],
    jobs: ['jobs'],
    job_workers: ['jobs'],
    job_pauses: ['jobs'],
    mails: ['mail'],
    idempotency_keys: ['idempotency'],
    ...Object.fromEntries(
      ['webhook_endpoints', 'webhook_health', 'webhook_deliveries', 'webhook_attempts'].map((table) => [
        table,
        ['webhooks'],
      ]),
    ),
    ...Object.fromEntries(
      ['assessments', 'versions', 'items', 'answer_keys'].map((table) => [table, ['assessments']]),
    ),
    questions: ['questions'],
    invites: ['invites'],
    // A start uses a code in the function that starts.
    one_time_codes: ['email-verification'],
    ...Object.fromEntries(
      ['reminder_schedules', 'reminder_plans', 'reminders', 'opt_outs'].map((table) => [
        table,
        ['reminders'],
      ]),
    ),
    notification_settings: ['member-notices'],
    submission_notices: ['member-notices'],
    imports: ['question-import'],
    import_rows: ['question-import'],
    import_streams: ['question-import'],
    import_events: ['question-import'],
    // The end of an attempt is written in the statement that writes its submission, in one round trip.
    attempts: ['attempts', 'submissions'],
    submissions: ['submissions'],
    scores: ['submissions'],
    // Written by functions and triggers of the database alone.
    attempt_time_changes: [],
    superseded_submissions: [],
    candidates: [],
    answers: [],
    event_heads: [],
  };

  it('write the tables of their own folder', () => {
    const written = sources.flatMap(({ file, text }) =>
      writesIn(text).map((table) => ({ file, table, folder: file.split('/')[0]! })),
    );
    expect(written.length).toBeGreaterThan(30);
    expect(written.filter(({ folder, table }) => !writers[table]?.includes(folder))).toEqual([]);
    expect(written.filter(({ file }) => !file.endsWith('.queries.ts'))).toEqual([]);
  });

  it('have a writer named for every table that there is', () => {
    const tables = readdirSync('migrations')
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [
        ...readFileSync(join('migrations', file), 'utf8').matchAll(/CREATE TABLE ([a-z_]+)/g),
      ])
      .map(([, table]) => table!);
    expect(tables.toSorted()).toEqual(Object.keys(writers).toSorted());
  });
});

describe('the reading of statements', () => {
  it('sees what a statement writes, and no lock', () => {
    expect(writesIn('INSERT INTO a (x) VALUES (1) ON CONFLICT (x) DO UPDATE SET x = 2')).toEqual(['a']);
    expect(writesIn('SELECT 1 FROM a FOR UPDATE')).toEqual([]);
    expect(writesIn('WITH w AS (UPDATE b SET x = 1) DELETE FROM c')).toEqual(['b', 'c']);
  });

  it('tells a constant from a value', () => {
    const text =
      "const columns = 'a, b';\nfunction f(id: string) { return `SELECT ${columns} FROM t WHERE id = ${id} ${bind(id)}`; }";
    const parts = interpolations({ file: 'x.ts', text });
    expect(parts.map(({ expression, isConstant }) => [expression, isConstant])).toEqual([
      ['columns', true],
      ['id', false],
      ['bind(id)', true],
    ]);
  });
});

function writesIn(text: string): string[] {
  const write =
    /\b(?:INSERT INTO ([a-z_]+)(?= *\(| AS )|DELETE FROM ([a-z_]+)|(?<!DO )UPDATE ([a-z_]+)(?= (?:[a-z]+ )?SET\b))/g;
  return [...text.matchAll(write)].map(
    ([, inserted, deleted, updated]) => inserted ?? deleted ?? updated ?? '',
  );
}

interface Interpolation {
  readonly literal: string;
  readonly expression: string;
  readonly line: number;
  /** A constant of the module or of another one, or a parameter that is bound. */
  readonly isConstant: boolean;
}

function interpolations({ file, text }: Source): Interpolation[] {
  const parsed = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
  const constants = new Set<string>();
  for (const statement of parsed.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) constants.add(name.getText());
    }
    const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
    if (bindings && ts.isNamedImports(bindings))
      for (const { name } of bindings.elements) constants.add(name.text);
  }
  const result: Interpolation[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateExpression(node)) {
      for (const { expression } of node.templateSpans) {
        const [root = ''] = expression.getText().split(/[.(]/);
        const isBound = ts.isCallExpression(expression) && root === 'bind';
        const isName = ts.isIdentifier(expression) || ts.isPropertyAccessExpression(expression);
        result.push({
          literal: node.getText(),
          expression: expression.getText(),
          line: parsed.getLineAndCharacterOfPosition(expression.getStart()).line + 1,
          isConstant: isBound || (isName && constants.has(root)),
        });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return result;
}
