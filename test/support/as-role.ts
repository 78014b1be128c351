import type { Client } from 'pg';

export type DatabaseRole = 'assay_owner' | 'assay_app' | 'assay_candidate' | 'superuser';

/** What came of a statement: how the database refused it, or how many rows it changed. */
export type Outcome =
  { readonly refused: string; readonly constraint: string | undefined } | { readonly rows: number };

export interface Settings {
  readonly employerId?: string;
  readonly attemptId?: string;
  readonly personId?: string;
  /** Switches ordinary triggers and foreign keys off; only the superuser may. */
  readonly replica?: true;
  /** What the superuser does to the schema first: the mutant. It is taken back with the rest. */
  readonly mutation?: string;
}

/**
 * Runs a statement as a role, in a scope, and takes it back. Deferred checks run before that, so that what would be
 * refused at the commit is refused here.
 */
export async function attemptAs(
  admin: Client,
  role: DatabaseRole,
  settings: Settings,
  statement: string,
): Promise<Outcome> {
  await admin.query(opening(role, settings));
  try {
    const answers = [await admin.query(`${statement}; SET CONSTRAINTS ALL IMMEDIATE`)].flat();
    // Of several statements the last but one counts: the last sets the constraints.
    return { rows: answers.at(-2)?.rowCount ?? 0 };
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string };
    if (code === undefined) throw error;
    return { refused: code, constraint };
  } finally {
    await admin.query('ROLLBACK');
  }
}

function opening(role: DatabaseRole, settings: Settings): string {
  return [
    'BEGIN',
    ...(settings.mutation ? [settings.mutation] : []),
    ...(settings.replica ? [`SET LOCAL session_replication_role = replica`] : []),
    ...(role === 'superuser' ? [] : [`SET LOCAL ROLE ${role}`]),
    `SET LOCAL search_path = assay`,
    `SELECT set_config('assay.employer', '${settings.employerId ?? ''}', true),
            set_config('assay.attempt', '${settings.attemptId ?? ''}', true),
            set_config('assay.person', '${settings.personId ?? ''}', true)`,
  ].join('; ');
}
