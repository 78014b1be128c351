import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../common/access/access.decorators.js';
import { TakesForms } from '../common/http/form-body.js';
import { OptOutToken, OptOutView } from './opt-outs.dto.js';
import { OptOutsService } from './opt-outs.service.js';

/** No GET changes anything: mail scanners open every link. */
@ApiTags('candidate')
@Controller('public')
export class OptOutsController {
  constructor(private readonly optOuts: OptOutsService) {}

  @Post('opt-out')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ type: OptOutView })
  optOut(@Body() body: OptOutToken): Promise<OptOutView> {
    return this.optOuts.optOut(body.token, 'page');
  }

  @Post('opt-in')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ type: OptOutView })
  optIn(@Body() body: OptOutToken): Promise<OptOutView> {
    return this.optOuts.optIn(body.token);
  }

  /** The List-Unsubscribe address of a mail. */
  @Post('opt-out/:token')
  @HttpCode(204)
  @Public()
  @TakesForms()
  @ApiOperation({ summary: 'For mail programs (RFC 8058)' })
  @ApiNoContentResponse()
  async oneClick(@Param('token') token: string): Promise<void> {
    await this.optOuts.optOut(token, 'one-click');
  }
}
