import { Module } from '@nestjs/common';
import { InvitesController } from './invites.controller.js';
import { InvitationMailService } from './invitation-mail.service.js';
import { InviteLinks } from './invite-links.js';
import { InvitesService } from './invites.service.js';

@Module({
  controllers: [InvitesController],
  providers: [InvitesService, InvitationMailService, InviteLinks],
  exports: [InviteLinks],
})
export class InvitesModule {}
