import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ResultsIndexesCreate1763600008000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A row of scores carries every item. Which revision is the highest, and what it says, is read from here alone.
      CREATE INDEX scores_current_idx ON scores (employer_id, submission_id, revision DESC) INCLUDE (percent, passed);
      -- The order of a person's reading, the same in every database: the default collation differs from server to server.
      CREATE INDEX candidates_name_idx ON candidates (employer_id, name COLLATE "und-x-icu", id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX candidates_name_idx;
      DROP INDEX scores_current_idx;
    `);
  }
}
