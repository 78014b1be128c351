import { Module } from '@nestjs/common';
import { InvitesController } from './invites.controller.js';
import { InvitationMailService } from './invitation-mail.service.js';
import { InviteLinks } from './invite-links.js';
import { InvitesService } from './invites.service.js';
import { OptOutLinks } from './opt-out-links.js';

@Module({
  controllers: [InvitesController],
  providers: [InvitesService, InvitationMailService, InviteLinks, OptOutLinks],
  exports: [InviteLinks, OptOutLinks],
})
export class InvitesModule {}
