import type { Permission } from '../../app/session.js';

interface AssessmentTab {
  /** The route, a child of `/assessments/$id` in app/router.tsx. */
  readonly to:
    | '/assessments/$id/questions'
    | '/assessments/$id/import'
    | '/assessments/$id/settings'
    | '/assessments/$id/publish'
    | '/assessments/$id/share'
    | '/assessments/$id/live'
    | '/assessments/$id/results';
  /** A text of the catalogue `assessments`. */
  readonly label:
    | 'tab_questions'
    | 'tab_import'
    | 'tab_settings'
    | 'tab_publish'
    | 'tab_share'
    | 'tab_live'
    | 'tab_results';
  /** Who may not do this is not offered it. */
  readonly permission: Permission;
}

/** The parts of one assessment, in the order of the work. A part is a line here and a route. */
export const assessmentTabs: readonly AssessmentTab[] = [
  { to: '/assessments/$id/questions', label: 'tab_questions', permission: 'assessments.read' },
  { to: '/assessments/$id/import', label: 'tab_import', permission: 'assessments.read' },
  { to: '/assessments/$id/settings', label: 'tab_settings', permission: 'assessments.read' },
  { to: '/assessments/$id/publish', label: 'tab_publish', permission: 'assessments.read' },
  { to: '/assessments/$id/share', label: 'tab_share', permission: 'invites.read' },
  { to: '/assessments/$id/live', label: 'tab_live', permission: 'results.read' },
  { to: '/assessments/$id/results', label: 'tab_results', permission: 'results.read' },
];
