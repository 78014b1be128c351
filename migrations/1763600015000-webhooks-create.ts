import type { MigrationInterface, QueryRunner } from 'typeorm';
import { revisedTable, tenantTable } from './tenancy.js';

const sweeping = `current_setting('assay.sweep', true) <> ''`;

const expiredAttempts = `${sweeping} AND EXISTS (
  SELECT 1 FROM webhook_deliveries d WHERE d.employer_id = webhook_attempts.employer_id AND d.id = webhook_attempts.delivery_id
    AND d.state <> 'pending' AND d.finished_at < now() - interval '30 days')`;

const scopesBefore = `'assessments:read', 'assessments:write', 'invites:read', 'invites:write', 'results:read', 'events:read'`;
const scopesOfWebhooks = `'webhooks:read', 'webhooks:write'`;

function knownScopes(scopes: string): string {
  return `
    ALTER TABLE api_keys DROP CONSTRAINT api_keys_scopes_check, ADD CONSTRAINT api_keys_scopes_check
      CHECK (cardinality(scopes) BETWEEN 1 AND 20 AND scopes <@ ARRAY[${scopes}]);
  `;
}

export class WebhooksCreate1763600015000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${knownScopes(`${scopesBefore}, ${scopesOfWebhooks}`)}

      CREATE TABLE webhook_endpoints (
        employer_id uuid NOT NULL,
        id uuid NOT NULL,
        -- One of the places that an employer has; given back by a removal.
        slot smallint,
        url text NOT NULL,
        event_types text[] NOT NULL,
        description text NOT NULL,
        -- Encrypted with a key that the database never sees; gone with a removal.
        secret bytea,
        previous_secret bytea,
        secret_replaced_at timestamptz,
        disabled_at timestamptz,
        disabled_reason text,
        removed_at timestamptz,
        revision bigint NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (employer_id, id),
        CONSTRAINT webhook_endpoints_employer_id_fkey FOREIGN KEY (employer_id) REFERENCES employers (employer_id),
        CONSTRAINT webhook_endpoints_slot_check CHECK (slot BETWEEN 1 AND 20),
        -- The second fence: what the first one, the client, calls is decided when it connects.
        CONSTRAINT webhook_endpoints_url_check CHECK (octet_length(url) <= 2048 AND url ~ '^https://[^[:space:][:cntrl:]@]+$'),
        CONSTRAINT webhook_endpoints_event_types_check CHECK (cardinality(event_types) BETWEEN 1 AND 50
          AND array_position(event_types, NULL) IS NULL AND octet_length(array_to_string(event_types, ' ')) <= 5050),
        CONSTRAINT webhook_endpoints_description_check CHECK (is_plain_text(description, 200)),
        CONSTRAINT webhook_endpoints_secret_check CHECK (octet_length(secret) BETWEEN 40 AND 200),
        CONSTRAINT webhook_endpoints_previous_secret_check CHECK ((previous_secret IS NULL) = (secret_replaced_at IS NULL)
          AND octet_length(previous_secret) BETWEEN 40 AND 200),
        CONSTRAINT webhook_endpoints_disabled_check CHECK ((disabled_at IS NULL) = (disabled_reason IS NULL)
          AND disabled_reason IN ('by_request', 'gone', 'failing')),
        CONSTRAINT webhook_endpoints_removed_check CHECK ((removed_at IS NULL) = (slot IS NOT NULL)
          AND (removed_at IS NULL) = (secret IS NOT NULL) AND (removed_at IS NULL OR previous_secret IS NULL))
      );
      CREATE UNIQUE INDEX webhook_endpoints_slot_key ON webhook_endpoints (employer_id, slot) WHERE slot IS NOT NULL;
      CREATE INDEX webhook_endpoints_removed_at_idx ON webhook_endpoints (removed_at) WHERE removed_at IS NOT NULL;
      ${tenantTable('webhook_endpoints')}
      ${revisedTable('webhook_endpoints')}
      CREATE POLICY webhook_endpoints_seen ON webhook_endpoints FOR SELECT TO assay_app USING (${sweeping});
      CREATE POLICY webhook_endpoints_expired ON webhook_endpoints FOR DELETE TO assay_app
        USING (${sweeping} AND removed_at < now() - interval '30 days');

      -- What the attempts at an endpoint say together. A table of its own, because it changes with every attempt and the ETag of
      -- the endpoint must not.
      CREATE TABLE webhook_health (
        employer_id uuid NOT NULL,
        endpoint_id uuid NOT NULL,
        failures_in_a_row integer NOT NULL DEFAULT 0,
        failing_since timestamptz,
        next_probe_at timestamptz,
        last_delivered_at timestamptz,
        -- When it was last given a lane; who waits longest comes first.
        served_at timestamptz,
        CONSTRAINT webhook_health_pkey PRIMARY KEY (employer_id, endpoint_id),
        CONSTRAINT webhook_health_endpoint_id_fkey FOREIGN KEY (employer_id, endpoint_id) REFERENCES webhook_endpoints (employer_id, id),
        CONSTRAINT webhook_health_failures_in_a_row_check CHECK (failures_in_a_row >= 0
          AND (failures_in_a_row = 0) = (failing_since IS NULL) AND (failures_in_a_row > 0 OR next_probe_at IS NULL))
      );
      ${tenantTable('webhook_health')}
      CREATE POLICY webhook_health_seen ON webhook_health FOR SELECT TO assay_app USING (${sweeping});
      CREATE POLICY webhook_health_expired ON webhook_health FOR DELETE TO assay_app USING (${sweeping} AND EXISTS (
        SELECT 1 FROM webhook_endpoints e WHERE e.employer_id = webhook_health.employer_id AND e.id = webhook_health.endpoint_id
          AND e.removed_at < now() - interval '30 days'));

      -- One event on its way to one endpoint. body is text, not jsonb: its bytes are signed, and jsonb does not keep them.
      CREATE TABLE webhook_deliveries (
        employer_id uuid NOT NULL,
        id uuid NOT NULL,
        endpoint_id uuid NOT NULL,
        -- Not a foreign key: a ping is no event, and the journal may be kept shorter.
        event_id uuid NOT NULL,
        event_type text NOT NULL,
        body text NOT NULL,
        state text NOT NULL,
        dead_reason text,
        attempts integer NOT NULL DEFAULT 0,
        next_attempt_at timestamptz,
        -- The job that has it in hand, which is its lane; of a dead one the job that died over it.
        job_id uuid,
        redeliveries integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (employer_id, id),
        CONSTRAINT webhook_deliveries_event_id_key UNIQUE (employer_id, endpoint_id, event_id),
        CONSTRAINT webhook_deliveries_endpoint_id_fkey FOREIGN KEY (employer_id, endpoint_id)
          REFERENCES webhook_endpoints (employer_id, id),
        CONSTRAINT webhook_deliveries_event_type_check CHECK (octet_length(event_type) <= 100
          AND event_type ~ '^[a-z]+(_[a-z]+)*(\\.[a-z]+(_[a-z]+)*)?$'),
        CONSTRAINT webhook_deliveries_body_check CHECK (octet_length(body) <= 24576 AND body IS JSON OBJECT),
        CONSTRAINT webhook_deliveries_state_check CHECK (state IN ('pending', 'delivered', 'dead', 'endpoint_disabled')),
        CONSTRAINT webhook_deliveries_dead_reason_check CHECK ((state = 'dead') = (dead_reason IS NOT NULL)
          AND dead_reason IN ('attempts_exhausted', 'permanent_failure', 'sender_failed')),
        CONSTRAINT webhook_deliveries_attempts_check CHECK (attempts BETWEEN 0 AND 10 AND redeliveries >= 0),
        CONSTRAINT webhook_deliveries_finished_check CHECK ((state = 'pending') = (next_attempt_at IS NOT NULL)
          AND (state = 'pending') = (finished_at IS NULL)),
        CONSTRAINT webhook_deliveries_job_check CHECK (job_id IS NULL OR state = 'pending'
          OR dead_reason IS NOT DISTINCT FROM 'sender_failed')
      );
      -- A lane has one delivery in hand.
      CREATE UNIQUE INDEX webhook_deliveries_job_id_key ON webhook_deliveries (employer_id, job_id) WHERE job_id IS NOT NULL;
      CREATE INDEX webhook_deliveries_waiting_idx ON webhook_deliveries (employer_id, endpoint_id, next_attempt_at, id)
        WHERE state = 'pending' AND job_id IS NULL;
      CREATE INDEX webhook_deliveries_lanes_idx ON webhook_deliveries (employer_id, endpoint_id)
        WHERE state = 'pending' AND job_id IS NOT NULL;
      CREATE INDEX webhook_deliveries_created_at_idx ON webhook_deliveries (employer_id, endpoint_id, created_at, id);
      CREATE INDEX webhook_deliveries_finished_at_idx ON webhook_deliveries (finished_at, state) WHERE state <> 'pending';
      ${tenantTable('webhook_deliveries')}
      CREATE POLICY webhook_deliveries_seen ON webhook_deliveries FOR SELECT TO assay_app USING (${sweeping});
      CREATE POLICY webhook_deliveries_expired ON webhook_deliveries FOR DELETE TO assay_app
        USING (${sweeping} AND state <> 'pending' AND finished_at < now() - interval '30 days');

      -- The log: what was called and what came back. Nobody may change a row of it.
      CREATE TABLE webhook_attempts (
        employer_id uuid NOT NULL,
        id uuid NOT NULL,
        delivery_id uuid NOT NULL,
        -- Counts from 1 anew after each redelivery.
        number integer NOT NULL,
        redelivery integer NOT NULL,
        url text NOT NULL,
        sent_at timestamptz NOT NULL,
        ended_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        status smallint,
        failure text,
        detail text,
        answer text,
        answer_cut boolean NOT NULL DEFAULT false,
        milliseconds integer NOT NULL,
        CONSTRAINT webhook_attempts_pkey PRIMARY KEY (employer_id, id),
        CONSTRAINT webhook_attempts_delivery_id_fkey FOREIGN KEY (employer_id, delivery_id)
          REFERENCES webhook_deliveries (employer_id, id),
        CONSTRAINT webhook_attempts_number_check CHECK (number BETWEEN 1 AND 10 AND redelivery >= 0),
        CONSTRAINT webhook_attempts_url_check CHECK (octet_length(url) <= 2048),
        CONSTRAINT webhook_attempts_status_check CHECK (status BETWEEN 0 AND 999),
        CONSTRAINT webhook_attempts_failure_check CHECK (coalesce(failure ~ '^[a-z_]{1,40}$', status IS NOT NULL)),
        CONSTRAINT webhook_attempts_detail_check CHECK (is_plain_text(detail, 500)),
        CONSTRAINT webhook_attempts_answer_check CHECK (octet_length(answer) <= 6144),
        CONSTRAINT webhook_attempts_milliseconds_check CHECK (milliseconds >= 0)
      );
      CREATE INDEX webhook_attempts_delivery_id_idx ON webhook_attempts (employer_id, delivery_id, id);
      ${tenantTable('webhook_attempts')}
      CREATE POLICY webhook_attempts_expired ON webhook_attempts FOR DELETE TO assay_app USING (${expiredAttempts});
      CREATE POLICY webhook_attempts_seen ON webhook_attempts FOR SELECT TO assay_app USING (${expiredAttempts});

      GRANT SELECT, DELETE ON webhook_endpoints, webhook_health, webhook_deliveries, webhook_attempts TO assay_app;
      GRANT INSERT (employer_id, id, slot, url, event_types, description, secret) ON webhook_endpoints TO assay_app;
      GRANT UPDATE (slot, url, event_types, description, secret, previous_secret, secret_replaced_at, disabled_at, disabled_reason,
        removed_at, updated_at) ON webhook_endpoints TO assay_app;
      GRANT INSERT (employer_id, endpoint_id) ON webhook_health TO assay_app;
      GRANT UPDATE (failures_in_a_row, failing_since, next_probe_at, last_delivered_at, served_at) ON webhook_health TO assay_app;
      GRANT INSERT (employer_id, id, endpoint_id, event_id, event_type, body, state, next_attempt_at, finished_at)
        ON webhook_deliveries TO assay_app;
      GRANT UPDATE (state, dead_reason, attempts, next_attempt_at, job_id, redeliveries, finished_at) ON webhook_deliveries TO assay_app;
      GRANT INSERT (employer_id, id, delivery_id, number, redelivery, url, sent_at, status, failure, detail, answer, answer_cut,
        milliseconds) ON webhook_attempts TO assay_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE webhook_attempts;
      DROP TABLE webhook_deliveries;
      DROP TABLE webhook_health;
      DROP TABLE webhook_endpoints;
      ${knownScopes(scopesBefore)}
    `);
  }
}
