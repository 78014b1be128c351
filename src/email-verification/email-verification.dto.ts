import { ApiProperty } from '@nestjs/swagger';
import { EmailAddress } from '../common/http/plain-text.decorator.js';

export class CodeRequest {
  @ApiProperty({ format: 'email', maxLength: 254 })
  @EmailAddress()
  email!: string;
}

export class CodeRequestView {
  @ApiProperty({ enum: ['accepted'], description: 'The same for every address, also where no mail is sent' })
  status!: 'accepted';
}
