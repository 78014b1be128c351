import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysService } from './api-keys.service.js';
import { AuthController } from './auth.controller.js';
import { authOptions, type AuthModuleOptions } from './auth.options.js';
import { Authenticator } from './authenticator.js';
import { InvitationsService } from './invitations.service.js';
import { JoinService } from './join.service.js';
import { MemberMailService } from './member-mail.service.js';
import { MembersController } from './members.controller.js';
import { MembersService } from './members.service.js';
import { PasswordCheck } from './password-check.js';
import { PasswordMailsService } from './password-mails.service.js';
import { PasswordResetService } from './password-reset.service.js';
import { PasswordHasher } from './password-hasher.js';
import { RouteInventory } from './route-inventory.js';
import { SessionCookies } from './session-cookies.js';
import { SessionService } from './session.service.js';
import { SignInService } from './sign-in.service.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { SignUpService } from './sign-up.service.js';
import { StandingService } from './standing.service.js';

export type { AuthModuleOptions };

@Global()
@Module({})
export class AuthModule {
  static with(options: AuthModuleOptions): DynamicModule {
    return {
      module: AuthModule,
      imports: [DiscoveryModule],
      controllers: [AuthController, MembersController, ApiKeysController],
      providers: [
        { provide: authOptions, useValue: options },
        { provide: APP_GUARD, useClass: AccessGuard },
        Authenticator,
        RouteInventory,
        SessionCookies,
        PasswordHasher,
        PasswordCheck,
        SignInThrottle,
        SignUpService,
        SignInService,
        JoinService,
        SessionService,
        PasswordResetService,
        PasswordMailsService,
        MembersService,
        InvitationsService,
        MemberMailService,
        ApiKeysService,
        StandingService,
      ],
      exports: [RouteInventory, authOptions, StandingService, SignInThrottle],
    };
  }
}
