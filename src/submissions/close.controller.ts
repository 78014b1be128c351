import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { AssessmentView } from '../assessments/assessments.dto.js';
import { Allow, CurrentActor } from '../common/access/access.decorators.js';
import type { Actor } from '../common/access/actor.js';
import { IdPipe } from '../common/http/id.pipe.js';
import type { Reply } from '../common/http/reply.js';
import {
  Idempotency,
  TakesIdempotencyKey,
  type IdempotencyRequest,
} from '../idempotency/idempotency.decorators.js';
import { CloseService } from './close.service.js';

export class RevokedInviteView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ enum: ['revoked'] })
  status!: string;
}

export class AttemptEndView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({
    enum: ['submitted', 'deadline', 'closed', 'revoked', 'ended'],
    description: 'ended: by this; another word where it had ended before',
  })
  reason!: string;
  @ApiProperty({ format: 'date-time' })
  endedAt!: string;
}

/** The acts of an employer that end running attempts; they live here because finish() does. */
@Controller()
export class CloseController {
  constructor(private readonly closing: CloseService) {}

  @ApiTags('assessments')
  @Post('assessments/:id/close')
  @HttpCode(200)
  @Allow('assessments.write')
  @TakesIdempotencyKey()
  @ApiOkResponse({ type: AssessmentView })
  close(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.closing.closeAssessment(actor, id, request);
  }

  @ApiTags('invites')
  @Post('invites/:id/revoke')
  @HttpCode(200)
  @Allow('invites.write')
  @TakesIdempotencyKey()
  @ApiOkResponse({ type: RevokedInviteView })
  revoke(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.closing.revokeInvite(actor, id, request);
  }

  @ApiTags('attempts')
  @Post('attempts/:id/end')
  @HttpCode(200)
  @Allow('assessments.write')
  @TakesIdempotencyKey()
  @ApiOkResponse({ type: AttemptEndView, description: 'Ended with the answers that are saved' })
  endAttempt(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.closing.endAttempt(actor, id, request);
  }
}
