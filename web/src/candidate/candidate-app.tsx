import { AttemptPage } from './attempt-page.js';
import type { OpenedStore } from './indexed-store.js';
import { InvitePage } from './invite-page.js';
import { LinkPage } from './link-page.js';
import { OptOutPage } from './opt-out-page.js';
import { useAddress } from './use-address.js';

export function CandidateApp({ opened }: { readonly opened: OpenedStore }) {
  const address = useAddress();
  switch (address.page) {
    case 'link':
      return <LinkPage key={address.slug} slug={address.slug} store={opened.store} />;
    case 'invite':
      return <InvitePage key={address.token} token={address.token} store={opened.store} />;
    case 'attempt':
      return <AttemptPage key={address.attemptId} attemptId={address.attemptId} opened={opened} />;
    case 'opt-out':
      return <OptOutPage key={address.token} token={address.token} />;
  }
}
