import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenancy.js';

export class MailsCreate1763600012000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE assessments ADD COLUMN language text NOT NULL DEFAULT 'en'
        CONSTRAINT assessments_language_check CHECK (language IN ('en', 'pl'));
      ALTER TABLE persons ADD COLUMN language text NOT NULL DEFAULT 'en'
        CONSTRAINT persons_language_check CHECK (language IN ('en', 'pl'));
      GRANT INSERT (language), UPDATE (language) ON assessments TO assay_app;
      GRANT UPDATE (language) ON persons TO assay_app;

      -- What mail jobs have done. A mail that left is a note without words; one that had no server to go to is kept whole.
      CREATE TABLE mails (
        employer_id uuid NOT NULL,
        -- That of the job: one mail each. Not a foreign key: the queue forgets sooner.
        id uuid NOT NULL,
        template text NOT NULL,
        message_id text NOT NULL,
        readers text NOT NULL,
        to_address text,
        to_name text,
        subject text,
        text text,
        html text,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT mails_pkey PRIMARY KEY (employer_id, id),
        CONSTRAINT mails_employer_id_fkey FOREIGN KEY (employer_id) REFERENCES employers (employer_id),
        CONSTRAINT mails_template_check CHECK (octet_length(template) <= 60 AND template ~ '^[a-z]+(-[a-z]+)*$'),
        CONSTRAINT mails_message_id_check CHECK (octet_length(message_id) <= 300 AND message_id ~ '^[!-~]+$'),
        CONSTRAINT mails_readers_check CHECK (readers IN ('writers', 'owners', 'nobody')),
        CONSTRAINT mails_to_address_check CHECK (octet_length(to_address) <= 254),
        CONSTRAINT mails_to_name_check CHECK (is_plain_text(to_name, 200)),
        CONSTRAINT mails_subject_check CHECK (is_plain_text(subject, 300)),
        CONSTRAINT mails_text_check CHECK (octet_length(text) <= 102400),
        CONSTRAINT mails_html_check CHECK (octet_length(html) <= 102400),
        CONSTRAINT mails_whole_check CHECK (num_nulls(to_address, to_name, subject) IN (0, 3) AND (text IS NULL) = (html IS NULL)
          AND (text IS NULL OR subject IS NOT NULL AND readers <> 'nobody'))
      );
      CREATE INDEX mails_outbox_idx ON mails (employer_id, created_at, id) WHERE subject IS NOT NULL;
      CREATE INDEX mails_created_at_idx ON mails (created_at);
      ${tenantTable('mails')}
      -- Old ones are removed across tenants.
      CREATE POLICY mails_expired_seen ON mails FOR SELECT TO assay_app
        USING (current_setting('assay.sweep', true) <> '' AND created_at < now() - interval '7 days');
      CREATE POLICY mails_expired ON mails FOR DELETE TO assay_app
        USING (current_setting('assay.sweep', true) <> '' AND created_at < now() - interval '7 days');
      GRANT SELECT, DELETE ON mails TO assay_app;
      GRANT INSERT (employer_id, id, template, message_id, readers, to_address, to_name, subject, text, html) ON mails TO assay_app;

      -- The mail with this invite's newest link: whether there is to be one, what job sends it (none while it waits for the
      -- assessment to open), and when that was done. A job is not a foreign key: the queue forgets sooner.
      ALTER TABLE invites ADD COLUMN mail_wanted boolean NOT NULL DEFAULT false,
        ADD COLUMN mail_job_id uuid, ADD COLUMN mailed_at timestamptz,
        ADD CONSTRAINT invites_mailed_check CHECK ((mail_wanted OR mail_job_id IS NULL) AND (mail_job_id IS NOT NULL OR mailed_at IS NULL));
      CREATE INDEX invites_mail_waiting_idx ON invites (employer_id, assessment_id)
        WHERE mail_wanted AND mail_job_id IS NULL AND revoked_at IS NULL;
      GRANT INSERT (mail_wanted), UPDATE (mail_wanted, mail_job_id, mailed_at) ON invites TO assay_app;

      -- A mail to a member may have to get a new link, where the key of the one that was given out is gone.
      ALTER TABLE member_invitations ADD COLUMN link_number integer NOT NULL DEFAULT 1
        CONSTRAINT member_invitations_link_number_check CHECK (link_number BETWEEN 1 AND 100);
      GRANT UPDATE (token_hash, link_number) ON member_invitations TO assay_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      REVOKE UPDATE (token_hash) ON member_invitations FROM assay_app;
      ALTER TABLE member_invitations DROP COLUMN link_number;
      ALTER TABLE invites DROP COLUMN mail_wanted, DROP COLUMN mail_job_id, DROP COLUMN mailed_at;
      DROP TABLE mails;
      ALTER TABLE persons DROP COLUMN language;
      ALTER TABLE assessments DROP COLUMN language;
    `);
  }
}
