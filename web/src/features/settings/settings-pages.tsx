import { ApiKeysPage as ApiKeys } from './api-keys-page.js';
import { MembersPage as Members } from './members-page.js';
import { NoticesPage as Notices } from './notices-page.js';
import { SectionFor } from './settings-frame.js';
import { WebhookPage as OneWebhook } from './webhook-page.js';
import { WebhooksPage as Webhooks } from './webhooks-page.js';

export { ProfilePage } from './profile-page.js';

/** The pages of the settings, each for those whose role opens it; the others are told so. */
export const NoticesPage = () => (
  <SectionFor permission="results.read">
    <Notices />
  </SectionFor>
);
export const MembersPage = () => (
  <SectionFor permission="members.read">
    <Members />
  </SectionFor>
);
export const ApiKeysPage = () => (
  <SectionFor permission="api-keys.read">
    <ApiKeys />
  </SectionFor>
);
export const WebhooksPage = () => (
  <SectionFor permission="webhooks.read">
    <Webhooks />
  </SectionFor>
);
export const WebhookPage = () => (
  <SectionFor permission="webhooks.read">
    <OneWebhook />
  </SectionFor>
);
