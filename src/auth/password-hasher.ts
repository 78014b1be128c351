import { randomBytes } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { HashQueue } from './hash-queue.js';
import { normalisePassword } from './password.rules.js';

/** argon2id, which is the library's default algorithm. */
export const hashParameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** A stored hash may ask for no more than this: whoever can write a row must not be able to stop the process. */
const upperBounds = { memoryCost: 262_144, timeCost: 10, parallelism: 4 } as const;

export const hashQueueLimits = { atOnce: 2, waiting: 32 } as const;

@Injectable()
export class PasswordHasher implements OnModuleInit {
  private readonly queue = new HashQueue(hashQueueLimits.atOnce, hashQueueLimits.waiting);
  private nobodysHash = '';

  async onModuleInit(): Promise<void> {
    this.nobodysHash = await this.hash(randomBytes(32).toString('hex'));
  }

  hash(password: string): Promise<string> {
    return this.queue.run(() => hash(normalisePassword(password), hashParameters));
  }

  /** Without a stored hash it costs the same time and is never right. */
  verify(storedHash: string | undefined, password: string): Promise<boolean> {
    const compared = storedHash ?? this.nobodysHash;
    assertBounded(compared);
    return this.queue.run(() => verify(compared, normalisePassword(password)));
  }

  isOutdated(storedHash: string): boolean {
    const used = parseOptions(storedHash);
    return (
      used.memoryCost < hashParameters.memoryCost ||
      used.timeCost < hashParameters.timeCost ||
      used.parallelism < hashParameters.parallelism
    );
  }
}

function assertBounded(storedHash: string): void {
  const used = parseOptions(storedHash);
  if (
    used.memoryCost > upperBounds.memoryCost ||
    used.timeCost > upperBounds.timeCost ||
    used.parallelism > upperBounds.parallelism
  ) {
    throw new Error('A stored password hash asks for more than is allowed.');
  }
}
