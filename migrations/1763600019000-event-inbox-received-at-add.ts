import type { MigrationInterface, QueryRunner } from 'typeorm';

const isOld = `current_setting('assay.sweep', true) <> '' AND received_at < now() - interval '7 days'`;

/**
 * When a consumer has had an event, which is when it read it and not when it happened: one that was behind for a week has rows
 * of today for old events.
 */
export class EventInboxReceivedAtAdd1763600019000 implements MigrationInterface {
  name = 'EventInboxReceivedAtAdd1763600019000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE event_inbox ADD COLUMN received_at timestamptz NOT NULL DEFAULT now();
      CREATE INDEX event_inbox_received_at_idx ON event_inbox (received_at);
      CREATE POLICY event_inbox_old_seen ON event_inbox FOR SELECT TO assay_app USING (${isOld});
      CREATE POLICY event_inbox_old ON event_inbox FOR DELETE TO assay_app USING (${isOld});
      GRANT DELETE ON event_inbox TO assay_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      REVOKE DELETE ON event_inbox FROM assay_app;
      DROP POLICY event_inbox_old ON event_inbox;
      DROP POLICY event_inbox_old_seen ON event_inbox;
      ALTER TABLE event_inbox DROP COLUMN received_at;
    `);
  }
}
