import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../common/access/access.decorators.js';
import { CodeRequest, CodeRequestView } from './email-verification.dto.js';
import { EmailVerificationService } from './email-verification.service.js';

@ApiTags('candidate')
@Controller('public')
export class EmailVerificationController {
  constructor(private readonly verification: EmailVerificationService) {}

  @Post('assessments/:slug/codes')
  @Public()
  @HttpCode(202)
  @ApiOperation({ summary: 'Have a code sent to an address, to start or go on there by the public link' })
  @ApiAcceptedResponse({ type: CodeRequestView })
  requestCode(
    @Param('slug') slug: string,
    @Body() body: CodeRequest,
    @Req() request: FastifyRequest,
  ): Promise<CodeRequestView> {
    return this.verification.requestCode(slug, body, request.ip);
  }
}
