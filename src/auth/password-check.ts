import { Injectable } from '@nestjs/common';
import { PasswordHasher } from './password-hasher.js';
import { SignInThrottle } from './sign-in-throttle.js';
import type { CountedSubject } from './sign-in.rules.js';

/** Looks at a password only after the try is booked, and at that of nobody as long as at that of somebody. */
@Injectable()
export class PasswordCheck {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly throttle: SignInThrottle,
  ) {}

  async isRight(
    storedHash: string | undefined,
    password: string,
    counted: readonly CountedSubject[],
  ): Promise<boolean> {
    await this.throttle.reserve(counted);
    try {
      return await this.hasher.verify(storedHash, password);
    } catch (error) {
      await this.throttle.release(counted);
      throw error;
    }
  }
}
