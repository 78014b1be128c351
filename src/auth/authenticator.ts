import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor, CandidateCredentials } from '../common/access/actor.js';
import { AppError } from '../common/errors/app-error.js';
import { parseToken } from '../common/identifiers/tokens.js';
import { Database } from '../database/database.js';
import { findLiveApiKey, findLiveSession, touchApiKey, touchSession } from './access.queries.js';
import { authOptions, type AuthModuleOptions } from './auth.options.js';
import { isOwnPage } from './cross-site.rules.js';
import { unauthenticated } from './refusals.js';
import { originOf } from './request-origin.js';
import { SessionCookies } from './session-cookies.js';

/** Finds out who makes a request. Nothing of it is remembered: what was revoked is refused on the next request. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly database: Database,
    private readonly cookies: SessionCookies,
    @Inject(authOptions) private readonly options: AuthModuleOptions,
  ) {}

  /** A request with an Authorization header is judged by it alone, whatever cookie comes along. */
  employerSide(request: FastifyRequest): Promise<Actor> {
    return request.headers.authorization === undefined ? this.member(request) : this.apiKey(request);
  }

  /** That the secret is right is checked by the statement that uses it. */
  candidateSide(request: FastifyRequest): CandidateCredentials {
    const parts = parseToken('attempt', bearerOf(request));
    const [employerId, attemptId] = parts?.identifiers ?? [];
    if (!parts || employerId === undefined || attemptId === undefined) throw unauthenticated();
    return { employerId, attemptId, secretHash: parts.secretHash };
  }

  private async member(request: FastifyRequest): Promise<Actor> {
    const credentials = this.cookies.session(request);
    if (!credentials) throw unauthenticated();
    if (!isOwnPage(originOf(request, this.options.publicUrl))) throw new AppError('cross-site-request');
    const { employerId, tokenHash } = credentials;
    const session = await findLiveSession(this.database, employerId, tokenHash);
    if (!session) throw unauthenticated();
    if (session.seen_long_ago) {
      await this.database.transaction({ employerId }, (tx) => touchSession(tx, employerId, session.id));
    }
    return {
      type: 'member',
      employerId,
      memberId: session.member_id,
      personId: session.person_id,
      sessionId: session.id,
      role: session.role,
    };
  }

  private async apiKey(request: FastifyRequest): Promise<Actor> {
    const parts = parseToken('key', bearerOf(request));
    const employerId = parts?.identifiers[0];
    if (!parts || employerId === undefined) throw unauthenticated();
    const key = await findLiveApiKey(this.database, employerId, parts.secretHash);
    if (!key) throw unauthenticated();
    if (key.used_long_ago) {
      await this.database.transaction({ employerId }, (tx) => touchApiKey(tx, employerId, key.id));
    }
    return { type: 'api_key', employerId, apiKeyId: key.id, scopes: key.scopes };
  }
}

function bearerOf(request: FastifyRequest): string {
  return /^Bearer ([A-Za-z0-9_-]+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
}
