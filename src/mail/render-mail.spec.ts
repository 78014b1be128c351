import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PermanentJobError } from '../jobs/job-handler.js';
import { readTemplate, templateFolder, templateNames } from './mail-templates.js';
import {
  languages,
  type Language,
  type MailMessage,
  type TemplateName,
  type TemplateValues,
} from './mail-message.js';
import { mostBytes, renderMail } from './render-mail.js';
import { namesOf, type TemplateNode } from './template-text.js';

const link = 'https://assay.example.org/invite#invite_AbC-_123';
const at = new Date('2026-10-25T00:30:00Z');

const invitation: TemplateValues['invitation'] = {
  candidateName: 'Ada Example',
  employerName: 'Example Works',
  assessmentTitle: 'First aid',
  timeLimitMinutes: 45,
  expiresAt: at,
  link,
  optOutLink: 'https://assay.example.org/opt-out#token',
};

const samples: { readonly [Name in TemplateName]: TemplateValues[Name] } = {
  invitation,
  reminder: invitation,
  receipt: {
    candidateName: 'Ada Example',
    employerName: 'Example Works',
    assessmentTitle: 'First aid',
    submissionId: '01890000-0000-7000-8000-000000000001',
    submittedAt: at,
    responsesHash: 'ab'.repeat(32),
    endedBy: 'submitted',
    scorePercent: '87.5',
  },
  'member-invitation': { employerName: 'Example Works', inviterName: 'Olga Owner', expiresAt: at, link },
  'submission-notice': {
    memberName: 'Olga Owner',
    employerName: 'Example Works',
    assessmentTitle: 'First aid',
    submittedCount: 3,
    link,
  },
  'submission-digest': {
    memberName: 'Olga Owner',
    employerName: 'Example Works',
    since: at,
    submittedCount: 5,
    assessments: [
      { assessmentTitle: 'First aid', submittedCount: 4, passedCount: 2 },
      { assessmentTitle: 'Second aid', submittedCount: 1, passedCount: 0 },
    ],
    link,
  },
  'password-reset': { personName: 'Olga Owner', validMinutes: 30, link },
  'password-changed': { personName: 'Olga Owner', changedAt: at, link },
  'one-time-code': {
    employerName: 'Example Works',
    assessmentTitle: 'First aid',
    code: '012345',
    validMinutes: 10,
  },
  'webhook-disabled': {
    memberName: 'Olga Owner',
    employerName: 'Example Works',
    endpointHost: 'hooks.example.org',
    failingSince: at,
    link,
  },
};

function message<Name extends TemplateName>(
  template: Name,
  change: {
    readonly language?: Language;
    readonly values?: Partial<TemplateValues[Name]>;
    readonly timeZone?: string;
  } = {},
): MailMessage {
  return {
    to: { address: 'ada@example.org', name: 'Ada Example' },
    language: change.language ?? 'en',
    template,
    values: { ...samples[template], ...change.values },
    ...(change.timeZone === undefined ? {} : { timeZone: change.timeZone }),
  } as MailMessage;
}

const everyMail = languages.flatMap((language) => templateNames.map((name) => [language, name] as const));

/** The names of values, those of a list's rows among them. */
function valueNames(values: object): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    Array.isArray(value) ? [name, ...value.flatMap((row) => valueNames(row))] : [name],
  );
}

function plurals(nodes: readonly TemplateNode[]): Extract<TemplateNode, { kind: 'plural' }>[] {
  return nodes.flatMap((node) =>
    node.kind === 'plural' ? [node] : node.kind === 'section' ? plurals(node.nodes) : [],
  );
}

const blank = (text: string): string => text.replace(/\s+/g, ' ');

describe('the templates', () => {
  it('are the same in every language, and no file is left over', () => {
    const files = templateNames.flatMap((name) => [`${name}.html`, `${name}.txt`]).toSorted();
    for (const language of languages)
      expect(readdirSync(join(templateFolder, language)).toSorted()).toEqual(files);
    expect(readdirSync(templateFolder).toSorted()).toEqual(['en', 'layout.html', 'pl']);
  });

  it.each(everyMail)('%s/%s: text and HTML ask for every value and for no other', (language, name) => {
    const { subject, text, html } = readTemplate(language, name);
    const expected = new Set(valueNames(samples[name]));
    expect(new Set([...namesOf(text), ...namesOf(subject)])).toEqual(expected);
    expect(new Set([...namesOf(html), ...namesOf(subject)])).toEqual(
      new Set([...expected, 'language', 'subject']),
    );
  });

  it.each(everyMail)('%s/%s: has each form that the language makes of a number', (language, name) => {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
    const { subject, text, html } = readTemplate(language, name);
    for (const { forms } of plurals([...subject, ...text, ...html]))
      expect([...forms.keys()].toSorted()).toEqual(categories);
  });

  it.each(everyMail)('%s/%s: is written whole', (language, name) => {
    const { subject, text, html } = renderMail(message(name, { language }));
    expect(subject).toMatch(/^\S.{5,149}$/);
    expect(text).not.toMatch(/\{\{|\}\}|undefined|\[object|\n{3}/);
    expect(html).not.toMatch(/\{\{|\}\}|undefined|\[object/);
    expect(html).toContain(`<html lang="${language}" dir="ltr">`);
    expect(html.match(/src=|url\(|@import|<link|<script|<form/i)).toBeNull();
    const { link: ownLink } = samples[name] as { link?: string };
    if (ownLink === undefined) return;
    expect(text).toContain(`\n${ownLink}\n`);
    expect(html).toContain(`<a class="button" href="${ownLink}">`);
    expect(html).toContain(`>${ownLink}</a>`);
  });
});

describe('a mail', () => {
  it.each(everyMail)('%s/%s: holds what people wrote as text, never as markup', (language, name) => {
    const hostile = `<script>alert("1")</script> & 'x' {{link}} $& \u202e`;
    const texts = Object.fromEntries(
      Object.entries(samples[name])
        .filter(([key, value]) => typeof value === 'string' && key !== 'link' && key !== 'endedBy')
        .map(([key]) => [key, hostile]),
    );
    const { subject, text, html } = renderMail(message(name, { language, values: texts }));
    expect(html).not.toContain('<script');
    expect(html).toContain(
      '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39; {{link}} $&amp;',
    );
    expect(text).toContain(hostile);
    expect(subject).not.toMatch(/[\r\n]/);
  });

  it('has one bounded line as its subject, whatever a title holds', () => {
    const title = `A\r\nBcc: b@example.org\u2028${'🎉'.repeat(300)}`;
    const { subject } = renderMail(message('invitation', { values: { assessmentTitle: title } }));
    expect(subject).toMatch(/^Example Works invites you: A Bcc: b@example\.org 🎉+…$/u);
    expect([...subject]).toHaveLength(150);
    expect(subject).not.toMatch(/\p{Cs}/u);
  });

  it.each([
    ['en', 1, '1 new submission.'],
    ['en', 2, '2 new submissions.'],
    ['en', 1_200, '1,200 new submissions.'],
    ['pl', 1, '1 nowe zgłoszenie.'],
    ['pl', 3, '3 nowe zgłoszenia.'],
    ['pl', 5, '5 nowych zgłoszeń.'],
    ['pl', 12, '12 nowych zgłoszeń.'],
    ['pl', 22, '22 nowe zgłoszenia.'],
  ] as const)('counts in %s: %i', (language, submittedCount, expected) => {
    const mail = renderMail(message('submission-notice', { language, values: { submittedCount } }));
    expect(mail.text).toContain(expected);
    expect(blank(mail.html)).toContain(expected);
  });

  it.each([
    ['en', undefined, 'Sunday 25 October 2026 at 00:30 UTC'],
    // Half past two comes twice in this night: the zone's name tells them apart.
    ['pl', 'Europe/Warsaw', 'niedziela, 25 października 2026 02:30 CEST'],
    ['en', 'America/New_York', 'Saturday 24 October 2026 at 20:30 GMT-4'],
  ] as const)('names day, time and zone in %s for %s', (language, timeZone, expected) => {
    const mail = renderMail(message('invitation', { language, ...(timeZone ? { timeZone } : {}) }));
    expect(mail.text.replaceAll(',', '')).toContain(expected.replaceAll(',', ''));
  });

  it('leaves out what has no value', () => {
    const values = { candidateName: '', timeLimitMinutes: 0, optOutLink: '' };
    const { text, html } = renderMail(message('invitation', { values }));
    expect(text).toMatch(/^Hello,\n\nExample Works invites you/);
    expect(text).not.toMatch(/minute|reminders/);
    expect(html).not.toMatch(/minute|reminders/);
    const receipt = renderMail(message('receipt', { values: { scorePercent: '' } }));
    expect(receipt.text + receipt.html).not.toContain('score');
  });

  it.each([
    ['submitted', 'You have handed in'],
    ['deadline', 'Your time'],
    ['closed', 'has closed the assessment'],
    ['revoked', 'has withdrawn your invitation'],
    ['ended', 'has ended your attempt'],
  ] as const)('says in a receipt how it ended: %s', (endedBy, expected) => {
    const { text } = renderMail(message('receipt', { values: { endedBy } }));
    expect(text.match(/handed in|Your time|has closed|has withdrawn|has ended/g)).toHaveLength(1);
    expect(text).toContain(expected);
  });

  it('lists each row of a list', () => {
    const { text, html } = renderMail(message('submission-digest'));
    expect(text).toContain('- First aid: 4 submissions, 2 passed\n- Second aid: 1 submission, 0 passed\n');
    expect(html.match(/<li>/g)).toHaveLength(2);
  });

  it('that cannot be written is no mail, now or later', () => {
    const without = { ...message('one-time-code'), values: { employerName: 'Example Works' } } as MailMessage;
    expect(() => renderMail(without)).toThrow(PermanentJobError);
    expect(() => renderMail(message('invitation', { timeZone: 'Mars/Olympus' }))).toThrow(PermanentJobError);
    const values = { employerName: 'x'.repeat(mostBytes) };
    expect(() => renderMail(message('invitation', { values }))).toThrow('becomes too large');
  });
});
