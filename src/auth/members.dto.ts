import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import { memberRoles, type MemberRole } from '../common/access/permissions.js';
import { EmailAddress } from '../common/http/plain-text.decorator.js';
import { MayBeAbsent } from '../common/http/presence.decorators.js';
import { entityTag } from '../common/http/reply.js';
import type { InvitationRow } from './invitations.queries.js';
import type { MemberRow } from './members.queries.js';

export class MemberView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty()
  email!: string;
  @ApiProperty({ enum: memberRoles })
  role!: MemberRole;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ description: 'For If-Match' })
  etag!: string;
}

export class MemberListView {
  @ApiProperty({ type: [MemberView] })
  items!: MemberView[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class InviteMemberBody {
  @ApiProperty({ format: 'email', maxLength: 254 })
  @EmailAddress()
  email!: string;

  @ApiProperty({ enum: memberRoles })
  @IsIn(memberRoles)
  role!: MemberRole;

  @ApiPropertyOptional({ default: true, description: 'Whether the link goes out by mail too' })
  @MayBeAbsent()
  @IsBoolean()
  sendMail?: boolean;
}

export class ChangeRoleBody {
  @ApiProperty({ enum: memberRoles })
  @IsIn(memberRoles)
  role!: MemberRole;
}

export class InvitationView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty()
  email!: string;
  @ApiProperty({ enum: memberRoles })
  role!: MemberRole;
  @ApiProperty({ format: 'uuid', description: 'The member who invited' })
  invitedBy!: string;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ format: 'date-time' })
  expiresAt!: string;
}

export class NewInvitationView extends InvitationView {
  @ApiProperty({ type: String, nullable: true, description: 'Shown once; null when the request is repeated' })
  token!: string | null;
}

export class InvitationListView {
  @ApiProperty({ type: [InvitationView] })
  items!: InvitationView[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export function toMemberView(row: MemberRow): MemberView {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    createdAt: row.created_at.toISOString(),
    etag: entityTag(row.revision)['etag'] ?? '',
  };
}

export function toInvitationView(row: InvitationRow): InvitationView {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    invitedBy: row.invited_by,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  };
}
