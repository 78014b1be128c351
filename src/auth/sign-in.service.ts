import { Injectable } from '@nestjs/common';
import { newId } from '../common/identifiers/identifiers.js';
import { hashSecret, newSecret } from '../common/identifiers/tokens.js';
import { Database } from '../database/database.js';
import { toSessionView, type SessionView, type SignInBody } from './auth.dto.js';
import { canonicalOf } from './canonical-of.js';
import { PasswordHasher } from './password-hasher.js';
import { signInFailed } from './passwords.js';
import {
  findPersonByEmail,
  listMemberships,
  lockPerson,
  rememberDevice,
  updatePasswordHash,
  type MembershipRow,
  type PersonRow,
} from './persons.queries.js';
import { PasswordCheck } from './password-check.js';
import type { PresentedCookies } from './session-cookies.js';
import { endSessionByToken, endSurplusSessions, insertSession } from './sessions.queries.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { accountSubject, type CountedSubject } from './sign-in.rules.js';

export interface SignedIn {
  readonly view: SessionView;
  readonly employerId: string;
  readonly secret: Buffer;
  readonly deviceSecret: Buffer;
}
