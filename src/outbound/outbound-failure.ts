/**
 * Everything that can go wrong with a call, and whether trying again can help. A certificate that has expired is renewed
 * and a name that has vanished comes back; a URL that points inside the network does not mend itself.
 */
export const failureClasses = {
  /** Not https, a port that is not allowed, a name and password in it, not a URL at all. */
  refused_url: 'permanent',
  /** A local name, or an address among those of the name that is not on the public internet. */
  refused_address: 'permanent',
  name_not_found: 'transient',
  lookup_failed: 'transient',
  connect_timeout: 'transient',
  connection_refused: 'transient',
  unreachable: 'transient',
  /** No handshake, or a certificate that does not stand for the name. */
  tls: 'transient',
  reset: 'transient',
  timeout: 'transient',
  /** The head of the answer; a long body is only cut. */
  too_large: 'transient',
  /** Not HTTP. */
  malformed_answer: 'transient',
  /** By the caller's signal. */
  cancelled: 'cancelled',
} as const;

export type FailureName = keyof typeof failureClasses;
export type FailureClass = (typeof failureClasses)[FailureName];

/** Travels inside the client only; callers get data. */
export class OutboundError extends Error {
  constructor(
    readonly failure: FailureName,
    message: string = sentences[failure],
  ) {
    super(message);
  }
}

const failureOfCode: Readonly<Record<string, FailureName>> = {
  ECONNREFUSED: 'connection_refused',
  ENETUNREACH: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  ETIMEDOUT: 'connect_timeout',
  HPE_HEADER_OVERFLOW: 'too_large',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
};

const sentences: Readonly<Record<FailureName, string>> = {
  refused_url: 'The URL is not one that may be called.',
  refused_address: 'The receiver is not on the public internet.',
  name_not_found: 'The name of the host is not known to the domain name system.',
  lookup_failed: 'The domain name system did not answer.',
  connect_timeout: 'The receiver did not take the connection in time.',
  connection_refused: 'Nothing listens there: the connection was refused.',
  unreachable: 'There is no way to the address of the receiver.',
  tls: 'No secure connection could be made.',
  reset: 'The receiver broke the connection off.',
  timeout: 'The receiver did not answer completely in time.',
  too_large: 'The head of the answer is too large.',
  malformed_answer: 'The receiver did not answer in HTTP.',
  cancelled: 'The call was cancelled.',
};

/**
 * What an error of the sockets, of TLS or of the HTTP parser means.
 *
 * @param otherwise what an unknown code means in the step that failed.
 */
export function outboundErrorOf(error: unknown, otherwise: FailureName): OutboundError {
  if (error instanceof OutboundError) return error;
  const code = codeOf(error);
  const failure = failureOfCode[code] ?? failureOfPrefix(code) ?? otherwise;
  return new OutboundError(failure, `${sentences[failure]}${code === '' ? '' : ` (${code})`}`);
}

function failureOfPrefix(code: string): FailureName | undefined {
  if (code.startsWith('HPE_')) return 'malformed_answer';
  return /^(EPROTO$|ERR_SSL_|ERR_TLS_)/.test(code) ? 'tls' : undefined;
}

export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
