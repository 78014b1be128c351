import type { Permission } from './session.js';

interface Destination {
  readonly to: string;
  /** A text of the catalogue `common`. */
  readonly label: 'navigationAssessments' | 'navigationOutbox' | 'navigationActivity' | 'navigationSettings';
  /** Who may not do this is not offered it. */
  readonly permission: Permission;
}

export const navigation: readonly Destination[] = [
  { to: '/assessments', label: 'navigationAssessments', permission: 'assessments.read' },
  { to: '/activity', label: 'navigationActivity', permission: 'events.read' },
  { to: '/outbox', label: 'navigationOutbox', permission: 'outbox.read' },
  { to: '/settings', label: 'navigationSettings', permission: 'session.own' },
];
