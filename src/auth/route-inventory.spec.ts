import 'reflect-metadata';
import { Controller, Get, Module, type ExecutionContext } from '@nestjs/common';
import { DiscoveryModule, NestFactory, Reflector } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { Allow, Public } from '../common/access/access.decorators.js';
import { AccessGuard } from './access.guard.js';
import { RouteInventory } from './route-inventory.js';

@Controller('marked')
class MarkedController {
  @Get()
  @Public()
  open(): string {
    return 'open';
  }

  @Get('own')
  @Allow('session.own')
  own(): string {
    return 'own';
  }

  helper(): string {
    return 'no route';
  }
}

@Controller('forgotten')
class ForgottenController {
  @Get()
  forgotten(): string {
    return 'for everybody?';
  }
}

@Module({ imports: [DiscoveryModule], providers: [RouteInventory], controllers: [MarkedController] })
class MarkedModule {}

@Module({
  imports: [DiscoveryModule],
  providers: [RouteInventory],
  controllers: [MarkedController, ForgottenController],
})
class ForgetfulModule {}

describe('a route', () => {
  it('is listed with who may use it', async () => {
    const context = await NestFactory.createApplicationContext(MarkedModule, { logger: false });
    expect(context.get(RouteInventory).routes()).toEqual([
      { controller: 'MarkedController', handler: 'open', method: 'GET', access: { kind: 'public' } },
      {
        controller: 'MarkedController',
        handler: 'own',
        method: 'GET',
        access: { kind: 'employer', permission: 'session.own' },
      },
    ]);
    await context.close();
  });

  it('that does not say who may use it stops the start', async () => {
    const start = NestFactory.createApplicationContext(ForgetfulModule, {
      logger: false,
      abortOnError: false,
    });
    await expect(start).rejects.toThrow('ForgottenController.forgotten');
  });

  it('that does not say who may use it is used by nobody', async () => {
    const guard = new AccessGuard(new Reflector(), undefined as never);
    const context = {
      getHandler: () => ForgottenController.prototype.forgotten,
      switchToHttp: () => ({ getRequest: () => ({}) }),
    } as unknown as ExecutionContext;
    await expect(guard.canActivate(context)).rejects.toThrow('forgotten does not say who may use it');
  });
});
