import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID, Matches, ValidateBy } from 'class-validator';
import {
  memberRoles,
  permissions,
  permissionsOf,
  type MemberRole,
  type Permission,
} from '../common/access/permissions.js';
import { EmailAddress, PlainText } from '../common/http/plain-text.decorator.js';
import { languages, type Language } from '../mail/mail-message.js';
import { passwordLimits } from './password.rules.js';
import type { MembershipRow, PersonRow } from './persons.queries.js';

const passwordSchema = { type: String, format: 'password', maxLength: passwordLimits.maximumBytes };
const newPasswordSchema = {
  ...passwordSchema,
  minLength: passwordLimits.minimum,
  maxLength: passwordLimits.maximum,
};

/** Bounds what is hashed; whether a new password is good enough is decided where its owner is known. */
function PasswordText(): PropertyDecorator {
  return ValidateBy({
    name: 'password',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'string' && Buffer.byteLength(value) <= passwordLimits.maximumBytes,
      defaultMessage: (given) =>
        `${given?.property} must be a text of at most ${passwordLimits.maximumBytes} bytes`,
    },
  });
}

export class SignUpBody {
  @ApiProperty({ minLength: 1, maxLength: 200 })
  @PlainText({ maximum: 200 })
  employerName!: string;

  @ApiProperty({ minLength: 1, maxLength: 200 })
  @PlainText({ maximum: 200 })
  name!: string;

  @ApiProperty({ format: 'email', maxLength: 254 })
  @EmailAddress()
  email!: string;

  @ApiProperty(newPasswordSchema)
  @PasswordText()
  password!: string;
}

export class SignUpView {
  @ApiProperty({
    enum: ['accepted'],
    description: 'The same whether or not the address was registered before',
  })
  status!: 'accepted';
}

export class SignInBody {
  @ApiProperty({ format: 'email', maxLength: 254 })
  @EmailAddress()
  email!: string;

  @ApiProperty(passwordSchema)
  @PasswordText()
  password!: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Of several employers, the one to sign in to' })
  @IsOptional()
  @IsUUID()
  employerId?: string;
}

export class JoinBody {
  @ApiProperty({ description: 'From the invitation', maxLength: 200 })
  @Matches(/^[\x21-\x7e]{1,200}$/, { message: 'token must be the one of an invitation' })
  token!: string;

  @ApiProperty({ minLength: 1, maxLength: 200, description: 'Ignored for an address that is registered' })
  @PlainText({ maximum: 200 })
  name!: string;

  @ApiProperty({ ...newPasswordSchema, description: 'For an address that is registered: its password' })
  @PasswordText()
  password!: string;
}

export class ChangePasswordBody {
  @ApiProperty(passwordSchema)
  @PasswordText()
  currentPassword!: string;

  @ApiProperty(newPasswordSchema)
  @PasswordText()
  newPassword!: string;
}

export class ChangeProfileBody {
  @ApiProperty({ enum: languages, description: 'Of the mails to this person' })
  @IsIn(languages)
  language!: Language;
}

export class RequestResetBody {
  @ApiProperty({ format: 'email', maxLength: 254 })
  @EmailAddress()
  email!: string;
}

export class RequestResetView {
  @ApiProperty({
    enum: ['accepted'],
    description: 'The same for every address; a mail is sent where somebody can sign in with it',
  })
  status!: 'accepted';
}

export class ConfirmResetBody {
  @ApiProperty({ description: 'From the link in the mail, behind the hash sign', maxLength: 200 })
  @Matches(/^[\x21-\x7e]{1,200}$/, { message: 'token must be the one of a link' })
  token!: string;

  @ApiProperty(newPasswordSchema)
  @PasswordText()
  password!: string;
}

export class EmployerView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty()
  name!: string;
}

export class MembershipView extends EmployerView {
  @ApiProperty({ enum: memberRoles })
  role!: MemberRole;
}

export class SessionView {
  @ApiProperty({ format: 'uuid' })
  memberId!: string;
  @ApiProperty({ format: 'uuid' })
  personId!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty()
  email!: string;
  @ApiProperty({ enum: languages })
  language!: Language;
  @ApiProperty({ enum: memberRoles })
  role!: MemberRole;
  @ApiProperty({
    isArray: true,
    enum: Object.keys(permissions),
    description: 'What the role may do here; the server decides each time',
  })
  permissions!: Permission[];
  @ApiProperty({ type: EmployerView })
  employer!: EmployerView;
  @ApiProperty({ type: [MembershipView], description: 'All employers of the person' })
  employers!: MembershipView[];
}

export function toSessionView(
  person: PersonRow,
  current: MembershipRow,
  all: readonly MembershipRow[],
): SessionView {
  return {
    memberId: current.member_id,
    personId: person.id,
    name: person.name,
    email: person.email,
    language: person.language,
    role: current.role,
    permissions: permissionsOf(current.role),
    employer: { id: current.employer_id, name: current.employer_name },
    employers: all.map((each) => ({ id: each.employer_id, name: each.employer_name, role: each.role })),
  };
}
