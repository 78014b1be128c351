import createClient, { type Middleware } from 'openapi-fetch';
import { ApiProblem, NoConnection, type Problem } from './problem.js';
import type { paths } from './schema.js';

const retriedStatuses = new Set([502, 503, 504]);
const waits = [400, 1_200];

/**
 * Sends again what got no answer, or the answer that nothing was done. A POST carries one idempotency key through all
 * its tries, so that it takes effect once; other methods are repeatable by themselves.
 */
async function patientFetch(request: Request): Promise<Response> {
  for (let round = 0; ; round += 1) {
    const wait = waits[round];
    const attempt = request.clone();
    try {
      const response = await fetch(attempt);
      if (wait === undefined || !retriedStatuses.has(response.status)) return response;
    } catch (error) {
      if (request.signal.aborted) throw error;
      if (wait === undefined) throw new NoConnection({ cause: error });
    }
    await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random())));
  }
}

/** What our pages send, and a page elsewhere cannot make a browser send. */
export const ownPage = { 'X-Assay-Request': '1' } as const;

const ours: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(ownPage)) request.headers.set(name, value);
    if (request.method === 'POST' && !request.headers.has('idempotency-key'))
      request.headers.set('idempotency-key', crypto.randomUUID());
    return request;
  },
};

export const api = createClient<paths>({ baseUrl: '/', fetch: patientFetch });
api.use(ours);

interface Answer<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** The body of a good answer; everything else is thrown as `ApiProblem`. */
export async function bodyOf<Data>(pending: Promise<Answer<Data>>): Promise<Data> {
  return (await answerOf(pending)).body;
}

/** The same with the ETag, for what is changed with If-Match. */
export async function answerOf<Data>(
  pending: Promise<Answer<Data>>,
): Promise<{ readonly body: Data; readonly etag: string }> {
  const { data, error, response } = await pending;
  if (!response.ok) throw problemOf(error, response);
  return { body: data as Data, etag: response.headers.get('etag') ?? '' };
}

export function problemOf(body: unknown, response: Response): ApiProblem {
  const isProblem = typeof body === 'object' && body !== null && 'code' in body;
  const problem = isProblem
    ? (body as Problem)
    : ({
        type: 'about:blank',
        title: `The server answered ${response.status}.`,
        status: response.status,
        instance: '',
        code: 'internal',
        retryable: false,
      } satisfies Problem);
  const seconds = Number(response.headers.get('retry-after') ?? 'NaN');
  return new ApiProblem(
    problem,
    response.status,
    response.headers.get('etag'),
    Number.isFinite(seconds) ? seconds : null,
  );
}
