import { Inject, Injectable } from '@nestjs/common';
import { parse, serialize, type SerializeOptions } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatToken, hashSecret, parseToken } from '../common/identifiers/tokens.js';
import { authOptions, type AuthModuleOptions } from './auth.options.js';
import { sessionLimits } from './session.rules.js';

export interface SessionCredentials {
  readonly employerId: string;
  readonly tokenHash: Buffer;
}

/** What a browser shows of itself when somebody signs in. */
export interface PresentedCookies {
  readonly session: SessionCredentials | undefined;
  readonly deviceSecret: Buffer | undefined;
}

const secretBytes = 32;
const hostsTrustedWithoutTls = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Browsers take Secure cookies over https and from the own machine. In a plain http network there are neither Secure
 * nor the __Host- prefix, which would lose the cookie: docs/authentication.md says so.
 */
@Injectable()
export class SessionCookies {
  private readonly secure: boolean;

  constructor(@Inject(authOptions) options: AuthModuleOptions) {
    const { protocol, hostname } = new URL(options.publicUrl);
    this.secure = protocol === 'https:' || hostsTrustedWithoutTls.has(hostname);
  }

  read(request: FastifyRequest): PresentedCookies {
    const device = Buffer.from(cookiesOf(request)[this.deviceName] ?? '', 'base64url');
    return {
      session: this.session(request),
      deviceSecret: device.length === secretBytes ? device : undefined,
    };
  }

  session(request: FastifyRequest): SessionCredentials | undefined {
    const parts = parseToken('session', cookiesOf(request)[this.sessionName] ?? '');
    const employerId = parts?.identifiers[0];
    return parts && employerId !== undefined ? { employerId, tokenHash: parts.secretHash } : undefined;
  }

  write(reply: FastifyReply, signedIn: { employerId: string; secret: Buffer; deviceSecret: Buffer }): void {
    const token = formatToken('session', [signedIn.employerId], signedIn.secret);
    void reply.header(
      'set-cookie',
      serialize(this.sessionName, token, this.options(sessionLimits.absoluteHours * 3_600)),
    );
    void reply.header(
      'set-cookie',
      serialize(
        this.deviceName,
        signedIn.deviceSecret.toString('base64url'),
        this.options(sessionLimits.knownDeviceDays * 86_400),
      ),
    );
  }

  /** The device stays known: otherwise signing out would give strangers power over the next sign-in. */
  clear(reply: FastifyReply): void {
    void reply.header('set-cookie', serialize(this.sessionName, '', this.options(0)));
    void reply.header('clear-site-data', '"storage"');
  }

  private get sessionName(): string {
    return this.secure ? '__Host-assay' : 'assay';
  }

  private get deviceName(): string {
    return `${this.sessionName}-device`;
  }

  private options(maxAge: number): SerializeOptions {
    return { path: '/', httpOnly: true, sameSite: 'strict', secure: this.secure, maxAge };
  }
}

/** Parsed here and not for every request: only the routes of members look at cookies. */
function cookiesOf(request: FastifyRequest): Record<string, string | undefined> {
  return parse(request.headers.cookie ?? '');
}

export function deviceHashOf(secret: Buffer | undefined): Buffer | undefined {
  return secret && hashSecret(secret);
}
