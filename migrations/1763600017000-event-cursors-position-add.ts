import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A consumer that writes outside the database notes with its cursor how far it has got there: what was stored outside once
 * must be there when it starts again.
 */
export class EventCursorsPositionAdd1763600017000 implements MigrationInterface {
  name = 'EventCursorsPositionAdd1763600017000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE event_cursors ADD COLUMN outside_position text,
        ADD CONSTRAINT event_cursors_outside_position_check CHECK (octet_length(outside_position) BETWEEN 1 AND 100);
      GRANT UPDATE (outside_position) ON event_cursors TO assay_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE event_cursors DROP COLUMN outside_position');
  }
}
