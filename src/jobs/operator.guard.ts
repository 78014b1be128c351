import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../common/errors/app-error.js';
import { jobsOptions, type JobsModuleOptions } from './jobs.options.js';
import { mayOperate } from './operator.rules.js';

const forwardingHeaders = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const;

/** Before what operators may see and nobody else. To others the address does not exist. */
@Injectable()
export class OperatorGuard implements CanActivate {
  constructor(@Inject(jobsOptions) private readonly options: JobsModuleOptions) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const isOperator = mayOperate(
      {
        peerAddress: request.socket.remoteAddress,
        authorization: request.headers.authorization,
        isForwarded: forwardingHeaders.some((name) => request.headers[name] !== undefined),
        hostName: request.hostname,
        isChange: request.method !== 'GET' && request.method !== 'HEAD',
        isOwn: request.headers['x-assay-request'] === '1',
      },
      this.options.operatorToken,
    );
    if (!isOperator) throw new AppError('not-found');
    return true;
  }
}
