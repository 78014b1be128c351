import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentActor } from '../common/access/access.decorators.js';
import type { Actor } from '../common/access/actor.js';
import { IfMatch, NeedsIfMatch } from '../common/http/conditional.js';
import type { Reply } from '../common/http/reply.js';
import { ChangeNotificationSettings, NotificationSettingsView } from './notification-settings.dto.js';
import { NotificationSettingsService } from './notification-settings.service.js';

@ApiTags('members')
@Controller('members/me/notifications')
export class NotificationSettingsController {
  constructor(private readonly settings: NotificationSettingsService) {}

  @Get()
  @Allow('session.own')
  @ApiOkResponse({ type: NotificationSettingsView })
  show(@CurrentActor() actor: Actor): Promise<Reply> {
    return this.settings.show(actor);
  }

  @Patch()
  @Allow('session.own')
  @NeedsIfMatch()
  @ApiOkResponse({ type: NotificationSettingsView })
  change(
    @CurrentActor() actor: Actor,
    @IfMatch() revision: string,
    @Body() body: ChangeNotificationSettings,
  ): Promise<Reply> {
    return this.settings.change(actor, revision, body);
  }
}
