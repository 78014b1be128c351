/** The languages of the web app, and so of the mails. */
export const languages = ['en', 'pl'] as const;
export type Language = (typeof languages)[number];

export const defaultLanguage: Language = 'en';

/** One line of a list in a mail. */
export type MailRow = Readonly<Record<string, string | number>>;
export type MailValue = string | number | Date | readonly MailRow[];

/**
 * What each template needs, and nothing more. Text of people is only ever a value here, never a part of a template. An empty
 * text or list leaves out the section that is about it.
 */
export interface TemplateValues {
  readonly invitation: {
    readonly candidateName: string;
    readonly employerName: string;
    readonly assessmentTitle: string;
    /** 0 where there is none. */
    readonly timeLimitMinutes: number;
    readonly expiresAt: Date;
    readonly link: string;
    /** May be empty. */
    readonly optOutLink: string;
  };
  readonly reminder: TemplateValues['invitation'];
  readonly receipt: {
    readonly candidateName: string;
    readonly employerName: string;
    readonly assessmentTitle: string;
    readonly submissionId: string;
    readonly submittedAt: Date;
    /** SHA-256 of the answers, hexadecimal. */
    readonly responsesHash: string;
    readonly endedBy: 'submitted' | 'deadline' | 'closed' | 'revoked' | 'ended';
    /** May be empty: where the review policy does not show it. */
    readonly scorePercent: string;
  };
  readonly 'member-invitation': {
    readonly employerName: string;
    readonly inviterName: string;
    readonly expiresAt: Date;
    readonly link: string;
  };
  readonly 'submission-notice': {
    readonly memberName: string;
    readonly employerName: string;
    readonly assessmentTitle: string;
    /** How many since the last such mail. */
    readonly submittedCount: number;
    readonly link: string;
  };
  readonly 'submission-digest': {
    readonly memberName: string;
    readonly employerName: string;
    readonly since: Date;
    readonly submittedCount: number;
    readonly assessments: readonly {
      readonly assessmentTitle: string;
      readonly submittedCount: number;
      readonly passedCount: number;
    }[];
    readonly link: string;
  };
  readonly 'password-reset': {
    readonly personName: string;
    readonly validMinutes: number;
    readonly link: string;
  };
  readonly 'password-changed': {
    readonly personName: string;
    readonly changedAt: Date;
    readonly link: string;
  };
  readonly 'one-time-code': {
    readonly employerName: string;
    readonly assessmentTitle: string;
    readonly code: string;
    readonly validMinutes: number;
  };
  readonly 'webhook-disabled': {
    readonly memberName: string;
    readonly employerName: string;
    /** The host of the endpoint; its whole address may hold a secret. */
    readonly endpointHost: string;
    readonly failingSince: Date;
    readonly link: string;
  };
}

export type TemplateName = keyof TemplateValues;

export interface MailRecipient {
  /** As it is stored, of exactly one person. */
  readonly address: string;
  /** May be empty. */
  readonly name: string;
}

interface MailFrame {
  readonly to: MailRecipient;
  readonly language: Language;
  /** IANA name, for dates in words; UTC where it is not known. */
  readonly timeZone?: string;
  /** An https address to which a POST without a body or session ends these mails (RFC 8058). */
  readonly unsubscribeUrl?: string;
}

/** A mail before it has words: which template, in which language, with which values. */
export type MailMessage = {
  readonly [Name in TemplateName]: MailFrame & {
    readonly template: Name;
    readonly values: TemplateValues[Name];
  };
}[TemplateName];
