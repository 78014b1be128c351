import { ApiProperty } from '@nestjs/swagger';
import { PlainText } from '../common/http/plain-text.decorator.js';

export class OptOutToken {
  @ApiProperty({ maxLength: 200, description: 'What follows # in the link of the mail' })
  @PlainText({ maximum: 200 })
  token!: string;
}

export class OptOutView {
  @ApiProperty({ description: 'Whose reminders they are' })
  employerName!: string;
  @ApiProperty()
  optedOut!: boolean;
}
