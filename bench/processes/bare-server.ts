import { createHash } from 'node:crypto';
import { fastify } from 'fastify';
import { Pool } from 'pg';
import { benchItems } from '../items.js';
import { employerCount, itemIdOf } from '../identities.js';

/**
 * fastify and pg doing the same work with nothing around it: no tenant setting, role, logging, validation, Nest. The
 * superuser's connection skips row-level security.
 */
const url = process.env['ASSAY_BENCH_DATABASE'];
if (url === undefined) throw new Error('ASSAY_BENCH_DATABASE is missing');
const pool = new Pool({ connectionString: url, max: 8 });
pool.on('error', () => undefined);
const server = fastify({ logger: false });
const json = 'application/json; charset=utf-8';

const landingStatement = {
  name: 'landing',
  text: `SELECT e.name AS "employerName", v.title, v.description, v.item_count AS "itemCount", v.time_limit_minutes AS "timeLimitMinutes",
                v.pass_mark_percent::float8 AS "passMarkPercent", v.review_policy AS "reviewPolicy", v.opens_at AS "opensAt",
                v.closes_at AS "closesAt",
                CASE WHEN a.status <> 'active' OR v.closes_at <= now() THEN 'closed' WHEN v.opens_at > now() THEN 'not_open_yet' ELSE 'open' END AS state
           FROM assay.assessments a
           JOIN assay.versions v ON v.employer_id = a.employer_id AND v.assessment_id = a.id AND v.number = a.latest_version_number
           JOIN assay.employers e ON e.employer_id = a.employer_id
          WHERE a.employer_id = $1 AND a.slug = $2`,
};

server.get<{ Params: { slug: string } }>('/landing/:slug', async (request, reply) => {
  const { slug } = request.params;
  const employer = idFrom(Buffer.from(slug, 'base64url'), 0);
  const { rows } = await pool.query({ ...landingStatement, values: [employer, slug] });
  return reply.type(json).send(JSON.stringify(rows[0]));
});

const paperStatement = {
  name: 'paper',
  text: `SELECT a.version_id, a.state, a.started_at, a.deadline_at, now() AS server_time,
                (extract(epoch FROM a.deadline_at - now()) * 1000)::bigint AS remaining,
                (SELECT json_agg(json_build_object('questionId', s.item_id, 'response', s.response, 'clientSeq', s.client_sequence,
                   'savedAt', s.saved_at))::text FROM assay.answers s WHERE s.employer_id = $1 AND s.attempt_id = $2) AS answers
           FROM assay.attempts a WHERE a.employer_id = $1 AND a.id = $2 AND a.token_hash = $3`,
};

/** Papers of a version are immutable, so the product keeps them as text; so does this. */
const papers = Array.from({ length: employerCount }, (_, employer) =>
  JSON.stringify(
    benchItems.map(({ kind, text, points, content }, position) => ({
      questionId: itemIdOf(employer, position),
      kind,
      text,
      points,
      content,
    })),
  ),
);

interface PaperRow {
  readonly state: string;
  readonly started_at: Date;
  readonly deadline_at: Date;
  readonly server_time: Date;
  readonly remaining: string;
  readonly answers: string;
}

server.get('/paper', async (request, reply) => {
  const token = Buffer.from(
    (request.headers.authorization ?? '').slice('Bearer attempt_'.length),
    'base64url',
  );
  const employer = idFrom(token, 0);
  const hash = createHash('sha256').update(token.subarray(32)).digest();
  const { rows } = await pool.query<PaperRow>({
    ...paperStatement,
    values: [employer, idFrom(token, 16), hash],
  });
  const row = rows[0]!;
  const head = JSON.stringify({
    state: row.state,
    title: 'Entrance test',
    startedAt: row.started_at,
    deadlineAt: row.deadline_at,
    serverTime: row.server_time,
    remainingMilliseconds: Number(row.remaining),
  });
  const items = papers[Number.parseInt(employer.slice(-4), 16)];
  return reply.type(json).send(`${head.slice(0, -1)},"items":${items},"answers":${row.answers}}`);
});

const kept = JSON.stringify({ title: 'Entrance test', description: 'What this test is about. '.repeat(12) });
server.get('/cached', (_request, reply) => reply.type(json).send(kept));

const responses = JSON.stringify(
  benchItems.map(({ response }, position) => ({ questionId: itemIdOf(0, position), response, clientSeq: 1 })),
);
const scored = JSON.stringify(
  benchItems.map((_, position) => ({
    itemId: itemIdOf(0, position),
    status: 'correct',
    fraction: { numerator: '1', denominator: '1' },
    points: '1',
  })),
);

server.post<{ Params: { number: string } }>('/submit/:number', async (request, reply) => {
  const values = [Number(request.params.number), responses, scored];
  const { rows } = await pool.query({
    name: 'submit',
    text: 'SELECT floor.submit($1, $2, $3) AS id',
    values,
  });
  return reply.status(201).type(json).send(JSON.stringify(rows[0]));
});

server.put<{ Params: { number: string; place: string }; Body: { response: unknown; clientSeq: number } }>(
  '/save/:number/:place',
  async (request, reply) => {
    const { number, place } = request.params;
    const values = [
      Number(number),
      Number(place),
      JSON.stringify(request.body.response),
      request.body.clientSeq,
    ];
    const { rows } = await pool.query({
      name: 'save',
      text: 'SELECT floor.save($1, $2, $3, $4) AS saved',
      values,
    });
    return reply.type(json).send(JSON.stringify(rows[0]));
  },
);

function idFrom(bytes: Buffer, at: number): string {
  const hex = bytes.toString('hex', at, at + 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

await server.listen({ port: 0, host: '127.0.0.1' });
const address = server.server.address();
process.send?.({ port: typeof address === 'object' && address ? address.port : 0 });
process.once('SIGTERM', () => void server.close().then(() => pool.end()));
