import type { FastifyInstance } from 'fastify';
import { AppError } from '../errors/app-error.js';

/** Remembers every route, so that an unknown method on a known address is answered as such (405 with Allow). */
export class KnownRoutes {
  private readonly routes: { readonly methods: readonly string[]; readonly pattern: RegExp }[] = [];

  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', (route) => {
      const pattern = route.url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:[A-Za-z]+/g, '[^/]+');
      if (!route.url.includes('*'))
        this.routes.push({ methods: [route.method].flat(), pattern: new RegExp(`^${pattern}/?$`) });
    });
  }

  refusal(path: string): AppError {
    const methods = this.routes.filter((route) => route.pattern.test(path)).flatMap((route) => route.methods);
    if (methods.length === 0) return new AppError('not-found');
    return new AppError('method-not-allowed', {
      headers: { allow: [...new Set(methods)].sort().join(', ') },
    });
  }
}
