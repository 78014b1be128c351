/**
 * Every error that the API can answer with. `code` is the stable word that clients decide on; `retryable` says whether
 * the same request may succeed later without being changed. A contract test ties this table to openapi.yaml and to
 * docs/errors.md.
 */
export const errorCatalogue = {
  'malformed-json': { status: 400, title: 'The body is not valid JSON', retryable: false },
  'invalid-parameter': { status: 400, title: 'A parameter of the address is not valid', retryable: false },
  'invalid-cursor': { status: 400, title: 'The cursor does not belong to this list', retryable: false },
  'idempotency-key-required': {
    status: 400,
    title: 'This request needs an Idempotency-Key header',
    retryable: false,
  },
  'idempotency-key-invalid': {
    status: 400,
    title: 'The Idempotency-Key header is not valid',
    retryable: false,
  },
  'bad-request': { status: 400, title: 'The request could not be read', retryable: false },
  unauthenticated: { status: 401, title: 'Sign in, or send a valid key or token', retryable: false },
  'sign-in-failed': { status: 401, title: 'The address or the password is not right', retryable: false },
  forbidden: { status: 403, title: 'Your role or key does not allow this', retryable: false },
  'cross-site-request': {
    status: 403,
    title: 'The request does not come from a page of this site',
    retryable: false,
  },
  'email-code-required': {
    status: 403,
    title: 'Starting here needs a code that is sent to the address',
    retryable: false,
  },
  'email-code-wrong': { status: 403, title: 'This is not the code that was sent', retryable: false },
  'email-code-expired': {
    status: 403,
    title: 'The code is too old, used, or was tried too often',
    retryable: false,
  },
  'not-found': { status: 404, title: 'There is no such thing here', retryable: false },
  'method-not-allowed': { status: 405, title: 'The address does not know this method', retryable: false },
  'request-timeout': { status: 408, title: 'The request took too long to arrive', retryable: true },
  'active-assessment-limit': { status: 409, title: 'No more assessments can be active', retryable: false },
  'already-submitted': { status: 409, title: 'The assessment was already submitted', retryable: false },
  'attempt-closed': { status: 409, title: 'The attempt has ended', retryable: false },
  'attempt-not-finished': { status: 409, title: 'The attempt has not ended yet', retryable: false },
  'attempt-open-elsewhere': {
    status: 409,
    title: 'The attempt is being taken elsewhere',
    retryable: false,
  },
  'link-full': { status: 409, title: 'All places of the public link are taken', retryable: false },
  'assessment-not-open-yet': { status: 409, title: 'The assessment is not open yet', retryable: false },
  'not-editable': { status: 409, title: 'This cannot be changed in its present state', retryable: false },
  'not-publishable': { status: 409, title: 'The assessment cannot be published yet', retryable: false },
  'illegal-transition': {
    status: 409,
    title: 'The present state does not allow this step',
    retryable: false,
  },
  'import-not-ready': { status: 409, title: 'The import cannot be committed as it stands', retryable: false },
  'import-not-undoable': { status: 409, title: 'The import cannot be undone', retryable: false },
  'idempotency-in-flight': { status: 409, title: 'The same request is being worked on', retryable: true },
  'already-registered': { status: 409, title: 'This address cannot be registered', retryable: false },
  'already-member': { status: 409, title: 'This person is already a member or invited', retryable: false },
  'owner-required': { status: 409, title: 'An employer needs at least one owner', retryable: false },
  'invite-exists': { status: 409, title: 'This address is already invited', retryable: false },
  'webhook-limit': { status: 409, title: 'There are as many webhooks as there may be', retryable: false },
  gone: { status: 410, title: 'The invite or link is no longer valid', retryable: false },
  'precondition-failed': { status: 412, title: 'It was changed in the meantime', retryable: false },
  'payload-too-large': { status: 413, title: 'The request is too large', retryable: false },
  'unsupported-media-type': { status: 415, title: 'The content type is not supported', retryable: false },
  'unsupported-file': { status: 415, title: 'This kind of file cannot be imported', retryable: false },
  'validation-failed': { status: 422, title: 'Some of the values are not valid', retryable: false },
  'idempotency-key-reused': {
    status: 422,
    title: 'The Idempotency-Key was used for another request',
    retryable: false,
  },
  'precondition-required': { status: 428, title: 'This request needs an If-Match header', retryable: false },
  'too-many-requests': { status: 429, title: 'Too many requests; try again later', retryable: true },
  'headers-too-large': { status: 431, title: 'The request headers are too large', retryable: false },
  internal: { status: 500, title: 'Something went wrong on our side', retryable: false },
  'service-unavailable': { status: 503, title: 'The server is busy or starting; try again', retryable: true },
  'outcome-unknown': {
    status: 503,
    title: 'It is not known whether this took effect; repeat it with the same Idempotency-Key',
    retryable: true,
  },
} as const satisfies Record<string, { status: number; title: string; retryable: boolean }>;

export type ErrorCode = keyof typeof errorCatalogue;
