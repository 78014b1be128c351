import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import type { QueryClient } from '@tanstack/react-query';
import { assessmentListSearch } from '../features/assessments/assessment-list-search.js';
import { activitySearch } from '../features/activity/activity-search.js';
import { ForgotPasswordPage } from '../features/auth/forgot-password-page.js';
import { ResetPasswordPage } from '../features/auth/reset-password-page.js';
import { JoinPage } from '../features/auth/join-page.js';
import { SignInPage } from '../features/auth/sign-in-page.js';
import { SignUpPage } from '../features/auth/sign-up-page.js';
import { webhookSearch } from '../features/settings/webhook-search.js';
import { signInSearch } from '../features/auth/sign-in-search.js';
import { newQuestionSearch } from '../features/questions/new-question-search.js';
import { shareSearch } from '../features/invites/share-search.js';
import { importSearch } from '../features/question-import/import-search.js';
import { resultsSearch } from '../features/results/results-search.js';
import { PageFailure } from '../components/page-failure.js';
import { NothingHere } from '../components/nothing-here.js';
import { PageLoading } from '../components/page-loading.js';
import { queryClient } from './queries.js';
import { Root } from './root.js';
import { sessionQuery } from './session.js';

/**
 * Every address of the dashboard. What a view shows stands in its address, filters in the query string, so that a link to
 * it can be shared. Pages behind the sign-in are loaded when they are visited.
 */
const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Root,
  notFoundComponent: NothingHere,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: SignInPage,
});
const signUp = createRoute({ getParentRoute: () => root, path: '/sign-up', component: SignUpPage });
const join = createRoute({ getParentRoute: () => root, path: '/join', component: JoinPage });
const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: ForgotPasswordPage,
});
const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  component: ResetPasswordPage,
});

/** Everything for members: who is not signed in is sent to sign in and comes back here. */
const members = createRoute({
  getParentRoute: () => root,
  id: 'members',
  component: lazyRouteComponent(() => import('./shell.js'), 'Shell'),
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData({ ...sessionQuery, revalidateIfStale: true });
    if (!session) throw redirect({ to: '/sign-in', search: { next: location.href } });
  },
});

const start = createRoute({
  getParentRoute: () => members,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/assessments' });
  },
});
const assessments = createRoute({
  getParentRoute: () => members,
  path: '/assessments',
  validateSearch: assessmentListSearch,
  component: lazyRouteComponent(
    () => import('../features/assessments/assessment-list-page.js'),
    'AssessmentListPage',
  ),
});

const assessment = createRoute({
  getParentRoute: () => members,
  path: '/assessments/$id',
  component: lazyRouteComponent(
    () => import('../features/assessments/assessment-frame.js'),
    'AssessmentFrame',
  ),
});
const assessmentStart = createRoute({
  getParentRoute: () => assessment,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/assessments/$id/questions', params });
  },
});
const questions = createRoute({
  getParentRoute: () => assessment,
  path: 'questions',
  component: lazyRouteComponent(() => import('../features/questions/questions-tab.js'), 'QuestionsTab'),
});
const newQuestion = createRoute({
  getParentRoute: () => assessment,
  path: 'questions/new',
  validateSearch: newQuestionSearch,
  component: lazyRouteComponent(
    () => import('../features/questions/new-question-page.js'),
    'NewQuestionPage',
  ),
});
const question = createRoute({
  getParentRoute: () => assessment,
  path: 'questions/$questionId',
  component: lazyRouteComponent(() => import('../features/questions/question-page.js'), 'QuestionPage'),
});
const settings = createRoute({
  getParentRoute: () => assessment,
  path: 'settings',
  component: lazyRouteComponent(() => import('../features/assessments/settings-tab.js'), 'SettingsTab'),
});
const publish = createRoute({
  getParentRoute: () => assessment,
  path: 'publish',
  component: lazyRouteComponent(() => import('../features/assessments/publish-tab.js'), 'PublishTab'),
});

const version = createRoute({
  getParentRoute: () => assessment,
  path: 'versions/$number',
  component: lazyRouteComponent(() => import('../features/questions/version-page.js'), 'VersionPage'),
});

const importTab = createRoute({
  getParentRoute: () => assessment,
  path: 'import',
  component: lazyRouteComponent(() => import('../features/question-import/import-tab.js'), 'ImportTab'),
});

const share = createRoute({
  getParentRoute: () => assessment,
  path: 'share',
  validateSearch: shareSearch,
  component: lazyRouteComponent(() => import('../features/invites/share-tab.js'), 'ShareTab'),
});

const live = createRoute({
  getParentRoute: () => assessment,
  path: 'live',
  component: lazyRouteComponent(() => import('../features/attempts/live-tab.js'), 'LiveTab'),
});
const results = createRoute({
  getParentRoute: () => assessment,
  path: 'results',
  validateSearch: resultsSearch,
  component: lazyRouteComponent(() => import('../features/results/results-tab.js'), 'ResultsTab'),
});
/** The page keeps the filter of the list that the reader came from, to step to what stands before and behind. */
const submission = createRoute({
  getParentRoute: () => members,
  path: '/submissions/$id',
  validateSearch: resultsSearch,
  component: lazyRouteComponent(() => import('../features/results/submission-page.js'), 'SubmissionPage'),
});

const importPage = createRoute({
  getParentRoute: () => members,
  path: '/imports/$importId',
  validateSearch: importSearch,
  component: lazyRouteComponent(() => import('../features/question-import/import-page.js'), 'ImportPage'),
});
const outbox = createRoute({
  getParentRoute: () => members,
  path: '/outbox',
  component: lazyRouteComponent(() => import('../features/outbox/outbox-page.js'), 'OutboxPage'),
});
const outboxMail = createRoute({
  getParentRoute: () => members,
  path: '/outbox/$mailId',
  component: lazyRouteComponent(() => import('../features/outbox/outbox-mail-page.js'), 'OutboxMailPage'),
});

/** The tabs of an assessment; their order on the page stands in features/assessments/assessment-tabs.ts. */
const assessmentTabs = [
  assessmentStart,
  questions,
  importTab,
  settings,
  publish,
  share,
  live,
  results,
  newQuestion,
  question,
  version,
] as const;

const activity = createRoute({
  getParentRoute: () => members,
  path: '/activity',
  validateSearch: activitySearch,
  component: lazyRouteComponent(() => import('../features/activity/activity-page.js'), 'ActivityPage'),
});

const employerSettings = createRoute({
  getParentRoute: () => members,
  path: '/settings',
  component: lazyRouteComponent(() => import('../features/settings/settings-frame.js'), 'SettingsFrame'),
});
const settingsStart = createRoute({
  getParentRoute: () => employerSettings,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/profile' });
  },
});
const settingsPages = () => import('../features/settings/settings-pages.js');
const profile = createRoute({
  getParentRoute: () => employerSettings,
  path: 'profile',
  component: lazyRouteComponent(settingsPages, 'ProfilePage'),
});
const notices = createRoute({
  getParentRoute: () => employerSettings,
  path: 'notices',
  component: lazyRouteComponent(settingsPages, 'NoticesPage'),
});
const memberList = createRoute({
  getParentRoute: () => employerSettings,
  path: 'members',
  component: lazyRouteComponent(settingsPages, 'MembersPage'),
});
const apiKeys = createRoute({
  getParentRoute: () => employerSettings,
  path: 'api-keys',
  component: lazyRouteComponent(settingsPages, 'ApiKeysPage'),
});
const webhooks = createRoute({
  getParentRoute: () => employerSettings,
  path: 'webhooks',
  component: lazyRouteComponent(settingsPages, 'WebhooksPage'),
});
const webhook = createRoute({
  getParentRoute: () => employerSettings,
  path: 'webhooks/$id',
  validateSearch: webhookSearch,
  component: lazyRouteComponent(settingsPages, 'WebhookPage'),
});
const settingsSections = [settingsStart, profile, notices, memberList, apiKeys, webhooks, webhook] as const;

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    signUp,
    join,
    forgotPassword,
    resetPassword,
    members.addChildren([
      start,
      assessments,
      assessment.addChildren(assessmentTabs),
      submission,
      importPage,
      outbox,
      outboxMail,
      activity,
      employerSettings.addChildren(settingsSections),
    ]),
  ]),
  context: { queryClient },
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: PageLoading,
  defaultErrorComponent: PageFailure,
  defaultNotFoundComponent: NothingHere,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
