import type { Permission } from '../../app/session.js';

/** Who may not do this is not offered it. */
export const settingsSections = [
  { to: '/settings/profile', label: 'profile', permission: 'session.own' },
  { to: '/settings/notices', label: 'notices', permission: 'results.read' },
  { to: '/settings/members', label: 'members', permission: 'members.read' },
  { to: '/settings/api-keys', label: 'apiKeys', permission: 'api-keys.read' },
  { to: '/settings/webhooks', label: 'webhooks', permission: 'webhooks.read' },
] as const satisfies readonly {
  readonly to: string;
  readonly label: string;
  readonly permission: Permission;
}[];
