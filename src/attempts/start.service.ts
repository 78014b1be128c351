import { Injectable } from '@nestjs/common';
import { AppError, found, validationFailed } from '../common/errors/app-error.js';
import { created, ok, type Reply } from '../common/http/reply.js';
import { canonicalEmail } from '../common/identifiers/email.js';
import { newId } from '../common/identifiers/identifiers.js';
import {
  employerOfSlug,
  formatToken,
  hashSecret,
  parseToken,
  type TokenParts,
} from '../common/identifiers/tokens.js';
import { Database } from '../database/database.js';
import { EmailVerificationService } from '../email-verification/email-verification.service.js';
import { deriveAttemptSecret } from './attempt-secret.js';
import {
  toLandingView,
  type LandingView,
  type OpenedInviteView,
  type StartByInvite,
  type StartByLink,
} from './attempts.dto.js';
import {
  batchedLandings,
  findInviteByToken,
  findLanding,
  startAttempt,
  type LandingRow,
  type StartOutcome,
} from './candidate.queries.js';

/** How a start ended that did not give a running attempt, with the attempt's token where the caller has proven it. */
export class AttemptAlreadyEnded extends Error {
  constructor(
    readonly employerId: string,
    readonly attemptId: string,
  ) {
    super('The attempt has ended.');
  }
}

const refusals: Readonly<Partial<Record<StartOutcome, () => AppError>>> = {
  not_found: () => new AppError('not-found'),
  closed: () => new AppError('gone', { detail: 'This assessment is closed.', members: { reason: 'closed' } }),
  not_open_yet: () => new AppError('assessment-not-open-yet'),
  open_elsewhere: () =>
    new AppError('attempt-open-elsewhere', {
      detail: 'Somebody has started with this address. Go on in the browser in which you started.',
    }),
  code_required: () => new AppError('email-code-required'),
  code_expired: () => new AppError('email-code-expired', { detail: 'Ask for a new code.' }),
};

class InviteGone extends Error {}

function inviteGone(reason: 'revoked' | 'expired'): AppError {
  const detail =
    reason === 'revoked' ? 'This invite was revoked.' : 'This invite has expired. Ask for a new one.';
  return new AppError('gone', { detail, members: { reason } });
}

@Injectable()
export class StartService {
  private readonly landings: ReturnType<typeof batchedLandings>;

  constructor(
    private readonly database: Database,
    private readonly verification: EmailVerificationService,
  ) {
    this.landings = batchedLandings(database);
  }

  async landing(slug: string): Promise<LandingView> {
    const row = found(await this.landingBySlug(slug));
    if (!row.link_open) return toLandingView(row, 'closed');
    return toLandingView(row, row.state === 'open' && row.link_full ? 'full' : row.state);
  }

  /** Looks only: mail scanners open links, and opening must not start anything. */
  async openInvite(token: string): Promise<OpenedInviteView> {
    const { employerId, parts } = inviteToken(token);
    const invite = found(await findInviteByToken(this.database, employerId, parts.secretHash));
    if (invite.unusable_because !== null && invite.attempt_state === null)
      throw inviteGone(invite.unusable_because);
    const landing = found(
      await findLanding(this.landings, employerId, { assessmentId: invite.assessment_id }),
    );
    const attemptState =
      invite.attempt_state === null
        ? 'not_started'
        : invite.attempt_state === 'in_progress'
          ? 'in_progress'
          : 'finished';
    return {
      ...toLandingView(landing),
      // The invite came by mail: its link has shown already whose the address is.
      requiresEmailVerification: false,
      invitedName: invite.name,
      invitedEmail: invite.email,
      attemptState,
      ownTimeLimitSeconds: invite.own_time_limit_seconds,
    };
  }

  /** @param network the address that the request came from. */
  async startByLink(slug: string, body: StartByLink, startKey: string, network: string): Promise<Reply> {
    const landing = found(await this.landingBySlug(slug));
    const employerId = employerOfSlug(slug)!;
    const emailCanonical = canonicalEmail(body.email);
    if (emailCanonical === undefined) {
      throw validationFailed([
        { pointer: '/email', code: 'email-address', detail: 'This is not an e-mail address.' },
      ]);
    }
    const { assessment_id: assessmentId, requires_email_verification: verified } = landing;
    const secret = deriveAttemptSecret(startKey, assessmentId, emailCanonical);
    const place = { employerId, assessmentId, emailCanonical };
    const reply = await this.start(employerId, assessmentId, secret, {
      inviteHash: null,
      emailCanonical,
      email: body.email,
      name: body.name,
      codeMacs: verified && body.code !== undefined ? this.verification.macsOf(place, body.code) : null,
    });
    // Once for an attempt: a start that is repeated must not wipe out what the network has asked for.
    if (verified && reply.status === 201) await this.verification.welcome(network);
    return reply;
  }

  async startByInvite(body: StartByInvite): Promise<Reply> {
    const { employerId, parts } = inviteToken(body.token);
    const invite = found(await findInviteByToken(this.database, employerId, parts.secretHash));
    const emailCanonical = canonicalEmail(invite.email) ?? '';
    const secret = deriveAttemptSecret(parts.secret, invite.assessment_id, emailCanonical);
    try {
      return await this.start(employerId, invite.assessment_id, secret, {
        inviteHash: parts.secretHash,
        emailCanonical: null,
        email: null,
        name: body.name ?? '',
        codeMacs: null,
      });
    } catch (error) {
      // Revoked between the look and the start: the look did not know yet.
      throw error instanceof InviteGone ? inviteGone(invite.unusable_because ?? 'revoked') : error;
    }
  }

  private async start(
    employerId: string,
    assessmentId: string,
    secret: Buffer,
    who: {
      inviteHash: Buffer | null;
      emailCanonical: string | null;
      email: string | null;
      name: string;
      codeMacs: readonly Buffer[] | null;
    },
  ): Promise<Reply> {
    const {
      outcome,
      attempt_id: attemptId,
      tries_left: triesLeft,
    } = await startAttempt(this.database, {
      employerId,
      assessmentId,
      secretHash: hashSecret(secret),
      candidateId: newId(),
      attemptId: newId(),
      eventId: newId(),
      ...who,
    });
    if (outcome === 'code_wrong') throw new AppError('email-code-wrong', { members: { triesLeft } });
    if (outcome === 'invite_gone') throw new InviteGone();
    if (attemptId === null) throw (refusals[outcome] ?? refusals.not_found!)();
    if (outcome === 'ended') throw new AttemptAlreadyEnded(employerId, attemptId);
    const view = { attemptId, attemptToken: formatToken('attempt', [employerId, attemptId], secret) };
    return outcome === 'started' ? created(view, '/api/v1/public/attempt') : ok(view);
  }

  private async landingBySlug(slug: string): Promise<LandingRow | undefined> {
    const employerId = employerOfSlug(slug);
    return employerId === undefined ? undefined : findLanding(this.landings, employerId, { slug });
  }
}

function inviteToken(token: string): { employerId: string; parts: TokenParts } {
  const parts = parseToken('invite', token);
  const employerId = parts?.identifiers[0];
  if (!parts || employerId === undefined) throw new AppError('not-found');
  return { employerId, parts };
}
