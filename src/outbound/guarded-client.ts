import { type SecureContext, type TLSSocket } from 'node:tls';
import {
  type OpenSocket,
  connectToFirst,
  handshake,
  openTlsSocket,
  secureOptions,
  trustedContext,
  vettedAddresses,
} from './connection.js';
import { type Answer, type OutboundMessage, exchange } from './exchange.js';
import { type ResolveName, dnsResolver } from './name-resolver.js';
import { type FailureClass, type FailureName, OutboundError, failureClasses } from './outbound-failure.js';
import { type OutboundPolicy, readTarget } from './target.rules.js';
import { withinTime } from './time-limit.js';

export interface OutboundRequest extends OutboundMessage {
  readonly url: string;
}

export interface OutboundLimits {
  /** For the look-up, and again for the connection. */
  readonly connectMilliseconds: number;
  /** From the look-up to the last byte. */
  readonly exchangeMilliseconds: number;
  readonly headBytes: number;
  readonly bodyBytes: number;
}

export const outboundLimits: OutboundLimits = {
  connectMilliseconds: 3_000,
  exchangeMilliseconds: 15_000,
  headBytes: 16_384,
  bodyBytes: 8_192,
};

/** Milliseconds since the call began; what was not reached is missing. */
export interface OutboundTimings {
  readonly resolved?: number;
  readonly connected?: number;
  readonly secured?: number;
  readonly answered?: number;
  readonly total: number;
}

export interface OutboundAnswer extends Answer {
  readonly kind: 'answer';
  readonly timings: OutboundTimings;
}

export interface OutboundFailure {
  readonly kind: 'failure';
  readonly failure: FailureName;
  readonly failureClass: FailureClass;
  /** For the people who run the receiver; tells nothing about addresses inside the network. */
  readonly detail: string;
  /** Where an answer had begun before it failed. */
  readonly status?: number;
  readonly timings: OutboundTimings;
}

export type OutboundResult = OutboundAnswer | OutboundFailure;

export interface GuardedClientOptions {
  readonly policy?: OutboundPolicy;
  readonly limits?: Partial<OutboundLimits>;
  /** Whom to trust; the public authorities by default. */
  readonly secureContext?: SecureContext;
  readonly resolveName?: ResolveName;
  readonly openSocket?: OpenSocket;
}

/**
 * The only way out: whatever URL an employer types, nothing inside the network is called with it. https only, redirects
 * are answers and not followed, names are resolved once and the connection goes to a vetted address, no proxy of the
 * environment is used (nothing here reads it), every connection is used once.
 */
export class GuardedClient {
  private readonly policy: OutboundPolicy;
  private readonly limits: OutboundLimits;
  private readonly secureContext: SecureContext;
  private readonly resolveName: ResolveName;
  private readonly openSocket: OpenSocket;

  constructor(options: GuardedClientOptions = {}) {
    this.policy = options.policy ?? {};
    this.limits = { ...outboundLimits, ...options.limits };
    this.resolveName = options.resolveName ?? dnsResolver();
    this.openSocket = options.openSocket ?? openTlsSocket;
    this.secureContext = options.secureContext ?? trustedContext();
  }

  /**
   * Makes one call. What the receiver or the network does is a result, never an exception.
   *
   * @throws {TypeError} for headers that cannot be sent: they are ours, and a mistake.
   */
  async send(request: OutboundRequest, signal?: AbortSignal): Promise<OutboundResult> {
    const progress = new Progress();
    const sockets: TLSSocket[] = [];
    const { exchangeMilliseconds } = this.limits;
    try {
      const answer = await withinTime(signal, exchangeMilliseconds, new OutboundError('timeout'), (limit) =>
        this.call(request, limit, progress, sockets),
      );
      return { kind: 'answer', ...answer, timings: progress.timings() };
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      return failureResult(error, progress);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  }

  private async call(
    request: OutboundRequest,
    signal: AbortSignal,
    progress: Progress,
    sockets: TLSSocket[],
  ): Promise<Answer> {
    const { connectMilliseconds } = this.limits;
    const target = readTarget(request.url, this.policy);
    const addresses = await withinTime(
      signal,
      connectMilliseconds,
      new OutboundError('lookup_failed'),
      (limit) => vettedAddresses(target, this.policy, this.resolveName, limit),
    );
    progress.reached('resolved');
    const open = (address: string): TLSSocket => {
      const socket = this.openSocket(secureOptions(target, address, this.secureContext));
      sockets.push(socket);
      return socket;
    };
    const socket = await connectToFirst(addresses, connectMilliseconds, open, signal);
    progress.reached('connected');
    await handshake(socket);
    progress.reached('secured');
    return exchange(socket, target, request, this.limits, signal, (status) => {
      progress.status = status;
      progress.reached('answered');
    });
  }
}

type Step = 'resolved' | 'connected' | 'secured' | 'answered';

class Progress {
  status: number | undefined;
  private readonly start = performance.now();
  private readonly steps: Partial<Record<Step, number>> = {};

  reached(step: Step): void {
    this.steps[step] = this.elapsed();
  }

  timings(): OutboundTimings {
    return { ...this.steps, total: this.elapsed() };
  }

  private elapsed(): number {
    return Math.round(performance.now() - this.start);
  }
}

function failureResult({ failure, message }: OutboundError, progress: Progress): OutboundFailure {
  return {
    kind: 'failure',
    failure,
    failureClass: failureClasses[failure],
    detail: message,
    ...(progress.status === undefined ? {} : { status: progress.status }),
    timings: progress.timings(),
  };
}
