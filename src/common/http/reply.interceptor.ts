import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { Reply } from './reply.js';

@Injectable()
export class ReplyInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((result: unknown) => {
        if (!(result instanceof Reply)) return result;
        const response = context.switchToHttp().getResponse<FastifyReply>();
        response
          .status(result.status)
          .headers({ 'content-type': 'application/json; charset=utf-8', ...result.headers });
        return result.body ?? undefined;
      }),
    );
  }
}
