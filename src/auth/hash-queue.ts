import { AppError } from '../common/errors/app-error.js';

/**
 * So many at a time, so many waiting, the rest refused at once. A permit is held until the work has really ended, so
 * that clients who give up do not make room for more of it.
 */
export class HashQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly mostAtOnce: number,
    private readonly mostWaiting: number,
  ) {}

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.enter();
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }

  private enter(): Promise<void> {
    if (this.running < this.mostAtOnce) {
      this.running += 1;
      return Promise.resolve();
    }
    if (this.waiting.length >= this.mostWaiting) {
      throw new AppError('service-unavailable', { headers: { 'retry-after': '2' } });
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
