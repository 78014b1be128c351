import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, ValidateBy } from 'class-validator';
import { apiKeyScopes, type ApiKeyScope } from '../common/access/permissions.js';
import { PlainText } from '../common/http/plain-text.decorator.js';
import type { ApiKeyRow } from './api-keys.queries.js';
import { readInstant } from './api-key.rules.js';

export class CreateApiKeyBody {
  @ApiProperty({ minLength: 1, maxLength: 100 })
  @PlainText({ maximum: 100 })
  name!: string;

  @ApiProperty({ enum: apiKeyScopes, isArray: true, minItems: 1, uniqueItems: true })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(apiKeyScopes.length)
  @ArrayUnique()
  @IsIn(apiKeyScopes, { each: true })
  scopes!: ApiKeyScope[];

  @ApiProperty({ format: 'date-time', description: 'In the future, at most a year ahead' })
  @ValidateBy({
    name: 'instant',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && readInstant(value) !== undefined,
      defaultMessage: () => 'expiresAt must be a date and time with its offset (RFC 3339)',
    },
  })
  expiresAt!: string;
}

export class ApiKeyView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty({ enum: apiKeyScopes, isArray: true })
  scopes!: string[];
  @ApiProperty({ format: 'uuid', description: 'The member who made it' })
  createdBy!: string;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ format: 'date-time' })
  expiresAt!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'To the minute' })
  lastUsedAt!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  revokedAt!: string | null;
}

export class NewApiKeyView extends ApiKeyView {
  @ApiProperty({ type: String, nullable: true, description: 'Shown once; null when the request is repeated' })
  key!: string | null;
}

export class ApiKeyListView {
  @ApiProperty({ type: [ApiKeyView] })
  items!: ApiKeyView[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export function toApiKeyView(row: ApiKeyRow): ApiKeyView {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  };
}
