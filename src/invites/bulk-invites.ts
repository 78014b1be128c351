import { newId } from '../common/identifiers/identifiers.js';
import type { InviteLink } from './invite-links.js';
import type { AcceptedRow, InviteOutcome, JudgedRow } from './invite.rules.js';
import type { InviteResult, InviteResults } from './invites.dto.js';
import type { AddressStanding, NewInvite } from './invites.queries.js';

interface InviteWithLink {
  readonly row: NewInvite;
  readonly link: InviteLink;
}

/** Rows for the addresses that neither are invited nor have started, each with a link of its own. */
export function newInvites(
  newLink: (inviteId: string) => InviteLink,
  accepted: readonly AcceptedRow[],
  standings: readonly AddressStanding[],
): InviteWithLink[] {
  const known = new Set(standings.map((standing) => standing.email_canonical));
  return accepted
    .filter((row) => !known.has(row.emailCanonical))
    .map(({ email, emailCanonical, name, expiresAt, extraTime, timeZone }) => {
      const id = newId();
      const link = newLink(id);
      return {
        link,
        row: {
          id,
          email,
          email_canonical: emailCanonical,
          name,
          token_hash: link.tokenHash.toString('hex'),
          expires_at: expiresAt.toISOString(),
          extra_time_percent: extraTime.percent,
          extra_minutes: extraTime.minutes,
          time_zone: timeZone ?? null,
        },
      };
    });
}

/** One answer for each row of the request, in its order. */
export function answerRows(
  rows: readonly JudgedRow[],
  invites: readonly InviteWithLink[],
  standings: readonly AddressStanding[],
): InviteResult[] {
  const created = new Map(invites.map((invite) => [invite.row.email_canonical, invite]));
  const standing = new Map(standings.map((entry) => [entry.email_canonical, entry]));
  return rows.map((row): InviteResult => {
    const { index, email } = row;
    const nothing = { id: null, token: null, link: null };
    if (!row.accepted) return { index, outcome: row.outcome, email, detail: row.detail, ...nothing };
    const invite = created.get(row.emailCanonical);
    if (invite !== undefined) {
      const { token, link } = invite.link;
      return {
        index,
        outcome: 'created',
        email,
        detail: null,
        id: invite.row.id,
        token,
        link,
      };
    }
    const known = standing.get(row.emailCanonical);
    const outcome = outcomeOf(known);
    return { index, outcome, email, detail: details[outcome], ...nothing, id: known?.invite_id ?? null };
  });
}

type StandingOutcome = Extract<InviteOutcome, 'already_invited' | 'already_started' | 'already_submitted'>;

const details: Readonly<Record<StandingOutcome, string>> = {
  already_invited: 'has an invite; send that one again',
  already_started: 'has started',
  already_submitted: 'has finished',
};

function outcomeOf(standing: AddressStanding | undefined): StandingOutcome {
  if (standing?.attempt_state === 'in_progress') return 'already_started';
  return standing?.attempt_state ? 'already_submitted' : 'already_invited';
}

export function withoutTokens(body: object): object {
  const { results, ...rest } = body as InviteResults;
  return { ...rest, results: results.map((result) => ({ ...result, token: null, link: null })) };
}
