import type { Paper, Receipt, Result } from './api.js';

/**
 * opening: the paper is being fetched · running · time-up: no time is left and the server is asked what it received ·
 * submitting: the button was pressed and the server has not answered yet · finished · elsewhere: another page has taken
 * over · lost: the server does not accept the token, or this browser has none.
 */
export type Phase = 'opening' | 'running' | 'time-up' | 'submitting' | 'finished' | 'elsewhere' | 'lost';

export interface AttemptSnapshot {
  readonly phase: Phase;
  readonly paper: Paper | undefined;
  readonly responses: ReadonlyMap<string, unknown>;
  readonly flagged: ReadonlySet<string>;
  /** The question at which the candidate was, when the page was opened. */
  readonly place: string | undefined;
  readonly waiting: number;
  readonly connected: boolean;
  readonly receipt: Receipt | undefined;
  readonly result: Result | undefined;
  /** Answers that the server had not confirmed when the attempt ended. */
  readonly notReceived: readonly string[];
  /** What keeps the page from opening or submitting, where it is not the connection. */
  readonly failure: unknown;
  /** The employer has given time to an attempt that its deadline had ended. */
  readonly reopened: boolean;
}

export const nothingYet: AttemptSnapshot = {
  phase: 'opening',
  paper: undefined,
  responses: new Map(),
  flagged: new Set(),
  place: undefined,
  waiting: 0,
  connected: true,
  receipt: undefined,
  result: undefined,
  notReceived: [],
  failure: undefined,
  reopened: false,
};
