import { ApiProblem, NoConnection, type Problem } from '../api/problem.js';
import type { components, paths } from '../api/schema.js';

type Schemas = components['schemas'];
export type Landing = Schemas['LandingView'];
export type OpenedInvite = Schemas['OpenedInviteView'];
export type StartedAttempt = Schemas['StartedAttemptView'];
export type Paper = Schemas['PaperView'];
export type PaperItem = Schemas['PaperItemView'];
export type Receipt = Schemas['ReceiptView'];
export type Result = Schemas['CandidateResultView'];
export type SavedAnswer = Schemas['SavedAnswerView'];

type Method = 'GET' | 'POST' | 'PUT';

interface Call {
  readonly token?: string;
  readonly key?: string;
  readonly body?: unknown;
  /** Lets the request outlive the page. */
  readonly keepalive?: boolean;
}

/** A connection that neither answers nor breaks is given up after this time, and what was sent is sent again. */
const patienceMilliseconds = 15_000;

/**
 * One request, sent once: the queue, the submission and the pages decide what is repeated and when. Written by hand
 * because this page has a budget; the types of the replies are those of openapi.yaml.
 */
async function send<Reply>(method: Method, path: string, call: Call = {}): Promise<Reply> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), patienceMilliseconds);
  try {
    const response = await fetch(path, {
      method,
      cache: 'no-store',
      signal: abort.signal,
      keepalive: call.keepalive ?? false,
      headers: {
        'X-Assay-Request': '1',
        ...(call.token === undefined ? {} : { Authorization: `Bearer ${call.token}` }),
        ...(call.key === undefined ? {} : { 'Idempotency-Key': call.key }),
        ...(call.body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
    if (!response.ok) throw await problemIn(response);
    return (await response.json()) as Reply;
  } catch (error) {
    throw error instanceof ApiProblem ? error : new NoConnection({ cause: error });
  } finally {
    clearTimeout(timer);
  }
}

async function problemIn(response: Response): Promise<ApiProblem> {
  const body = (await response.json().catch(() => undefined)) as Problem | undefined;
  const seconds = Number(response.headers.get('retry-after') ?? 'NaN');
  const problem: Problem = body ?? {
    type: 'about:blank',
    title: `The server answered ${response.status}.`,
    status: response.status,
    instance: '',
    code: 'internal',
    retryable: response.status >= 500,
  };
  return new ApiProblem(problem, response.status, null, Number.isFinite(seconds) ? seconds : null);
}

/** A path of the API: an unknown one does not compile. */
function at(path: keyof paths, values: Readonly<Record<string, string>> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}

export const candidateApi = {
  landing: (slug: string) => send<Landing>('GET', at('/api/v1/public/assessments/{slug}', { slug })),

  /** The answer is the same for every address. */
  sendCode: (slug: string, email: string) =>
    send<unknown>('POST', at('/api/v1/public/assessments/{slug}/codes', { slug }), { body: { email } }),

  optOut: (token: string) =>
    send<Schemas['OptOutView']>('POST', at('/api/v1/public/opt-out'), { body: { token } }),

  optIn: (token: string) =>
    send<Schemas['OptOutView']>('POST', at('/api/v1/public/opt-in'), { body: { token } }),

  openInvite: (token: string) =>
    send<OpenedInvite>('POST', at('/api/v1/public/invites/open'), { body: { token } }),

  startByLink: (slug: string, body: Schemas['StartByLink'], key: string) =>
    send<StartedAttempt>('POST', at('/api/v1/public/assessments/{slug}/attempts', { slug }), { body, key }),

  startByInvite: (body: Schemas['StartByInvite']) =>
    send<StartedAttempt>('POST', at('/api/v1/public/invites/start'), { body }),

  attempt: (token: string) =>
    send<Paper | Schemas['EndedAttemptView']>('GET', at('/api/v1/public/attempt'), { token }),

  /** Makes this page the one that writes; what an earlier page still sends is refused. */
  takeOver: (token: string) =>
    send<Schemas['WriterView']>('POST', at('/api/v1/public/attempt/writer'), { token }),

  time: (token: string) =>
    send<Schemas['AttemptTimeView']>('GET', at('/api/v1/public/attempt/time'), { token }),

  save: (token: string, questionId: string, body: Schemas['SaveAnswer'], keepalive = false) =>
    send<SavedAnswer>('PUT', at('/api/v1/public/attempt/answers/{questionId}', { questionId }), {
      token,
      body,
      keepalive,
    }),

  submit: (token: string, key: string) =>
    send<Receipt>('POST', at('/api/v1/public/attempt/submit'), { token, key }),

  result: (token: string) => send<Result>('GET', at('/api/v1/public/attempt/result'), { token }),
};

/** What concerns an attempt that has started. */
export type AttemptApi = Pick<
  typeof candidateApi,
  'takeOver' | 'attempt' | 'time' | 'save' | 'submit' | 'result'
>;

/** Whether the same request may have another outcome later, without being changed. */
export function mayPass(error: unknown): boolean {
  return error instanceof NoConnection || (error instanceof ApiProblem && error.problem.retryable);
}

/** The receipt that comes with `already-submitted` and `attempt-closed`. */
export function receiptIn(error: unknown): Receipt | undefined {
  return error instanceof ApiProblem ? (error.problem['receipt'] as Receipt | undefined) : undefined;
}

/** 128 random bits; randomUUID() is missing where a page is served without TLS. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
