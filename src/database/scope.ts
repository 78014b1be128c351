/** In whose name a transaction runs. The database sees nothing of another tenant, whatever a statement asks for. */
export interface Scope {
  readonly employerId?: string;
  /** Signing in asks for the memberships of one person before a tenant is known. */
  readonly personId?: string;
  /** Narrows the candidate's role to one attempt. */
  readonly attemptId?: string;
  /** The worker's look for due work, across tenants; shows only what is due. */
  readonly sweep?: true;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** One moment for every statement of it, and time enough between two for a receiver that takes long to read. */
export const snapshotPatienceMilliseconds = 120_000;

/**
 * The statements that open a transaction in a scope: sent as one simple query, so BEGIN and the settings cost one
 * round trip. A simple query takes no parameters, which is why the identifiers are checked here.
 */
export function beginStatements(scope: Scope, readOnly: boolean): string {
  return [readOnly ? 'BEGIN READ ONLY' : 'BEGIN', ...settingStatements(scope)].join('; ');
}

export function beginSnapshotStatements(scope: Scope): string {
  const patience = `SET LOCAL idle_in_transaction_session_timeout = ${snapshotPatienceMilliseconds}`;
  return ['BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', patience, ...settingStatements(scope)].join(
    '; ',
  );
}

function settingStatements(scope: Scope): string[] {
  const settings = Object.entries({
    'assay.employer': scope.employerId,
    'assay.person': scope.personId,
    'assay.attempt': scope.attemptId,
  }).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (!uuid.test(value)) throw new TypeError(`${name} is not an identifier`);
    return [`set_config('${name}', '${value}', true)`];
  });
  if (scope.sweep) settings.push(`set_config('assay.sweep', 'on', true)`);
  return settings.length === 0 ? [] : [`SELECT ${settings.join(', ')}`];
}
