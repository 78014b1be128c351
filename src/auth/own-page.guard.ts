import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../common/errors/app-error.js';
import { authOptions, type AuthModuleOptions } from './auth.options.js';
import { isForeignPage } from './cross-site.rules.js';
import { originOf } from './request-origin.js';

/** For routes that hand out or prepare a session without having one: no foreign page may use them on its visitors. */
@Injectable()
export class OwnPageGuard implements CanActivate {
  constructor(@Inject(authOptions) private readonly options: AuthModuleOptions) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (isForeignPage(originOf(request, this.options.publicUrl))) throw new AppError('cross-site-request');
    return true;
  }
}
