export const memberRoles = ['owner', 'author', 'reviewer'] as const;
export type MemberRole = (typeof memberRoles)[number];

export const apiKeyScopes = [
  'assessments:read',
  'assessments:write',
  'invites:read',
  'invites:write',
  'results:read',
  'events:read',
  'webhooks:read',
  'webhooks:write',
] as const;
export type ApiKeyScope = (typeof apiKeyScopes)[number];

interface PermissionRule {
  readonly roles: readonly MemberRole[];
  /** The scope with which an API key may do it; absent where no key may. */
  readonly scope?: ApiKeyScope;
}

const everyone = memberRoles;
const writers = ['owner', 'author'] as const;

/** Who may do what. A route names one of these; a route that names none is refused when the app starts. */
export const permissions = {
  'assessments.read': { roles: everyone, scope: 'assessments:read' },
  'assessments.write': { roles: writers, scope: 'assessments:write' },
  'invites.read': { roles: everyone, scope: 'invites:read' },
  'invites.write': { roles: writers, scope: 'invites:write' },
  // Its mails hold links with which one can act for a candidate.
  'outbox.read': { roles: writers },
  'results.read': { roles: everyone, scope: 'results:read' },
  'events.read': { roles: everyone, scope: 'events:read' },
  'journal.checkpoint': { roles: ['owner'], scope: 'events:read' },
  'members.read': { roles: everyone },
  'members.write': { roles: ['owner'] },
  'api-keys.read': { roles: ['owner'] },
  'api-keys.write': { roles: ['owner'] },
  'webhooks.read': { roles: ['owner'], scope: 'webhooks:read' },
  'webhooks.write': { roles: ['owner'], scope: 'webhooks:write' },
  'session.own': { roles: everyone },
} as const satisfies Record<string, PermissionRule>;

export type Permission = keyof typeof permissions;

export function roleMay(role: MemberRole, permission: Permission): boolean {
  return (permissions[permission].roles as readonly MemberRole[]).includes(role);
}

export function permissionsOf(role: MemberRole): Permission[] {
  return (Object.keys(permissions) as Permission[]).filter((permission) => roleMay(role, permission));
}

export function scopesAllow(scopes: readonly string[], permission: Permission): boolean {
  const rule: PermissionRule = permissions[permission];
  return rule.scope !== undefined && scopes.includes(rule.scope);
}
