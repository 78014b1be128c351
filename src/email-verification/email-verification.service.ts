import { Inject, Injectable } from '@nestjs/common';
import { codeRequestSubject, networkOf } from '../auth/sign-in.rules.js';
import { SignInThrottle } from '../auth/sign-in-throttle.js';
import { AppError, found } from '../common/errors/app-error.js';
import { requireCanonicalEmail } from '../common/identifiers/email.js';
import { newId } from '../common/identifiers/identifiers.js';
import { employerOfSlug } from '../common/identifiers/tokens.js';
import { secretsOptions, type SecretsModuleOptions } from '../common/secrets/secrets.module.js';
import { Database, type Tx } from '../database/database.js';
import type { RunningJob } from '../jobs/job-handler.js';
import { enqueue } from '../jobs/jobs.queries.js';
import { MailDelivery } from '../mail/mail-delivery.js';
import type { MailMessage } from '../mail/mail-message.js';
import type { CodeRequest, CodeRequestView } from './email-verification.dto.js';
import { codeMac, codeOf, oneTimeCode, type CodePlace } from './one-time-code.js';
import { mayMakeCode, oneTimeCodeLimits } from './one-time-code.rules.js';
import {
  findCodeToMail,
  findLinkedAssessment,
  lockCode,
  purgeCodes,
  setCode,
} from './one-time-codes.queries.js';

/** Names a code, never says it. */
export interface CodeMail {
  readonly codeId: string;
  readonly serial: number;
}

export const sendOneTimeCode = 'send_one_time_code';

/** Codes by mail, with which a candidate shows that the address is theirs. Using one is part of the start, in the database. */
@Injectable()
export class EmailVerificationService {
  constructor(
    private readonly database: Database,
    private readonly throttle: SignInThrottle,
    private readonly mail: MailDelivery,
    @Inject(secretsOptions) private readonly secrets: SecretsModuleOptions,
  ) {}

  /**
   * Does the same for every address: who is invited, has started or has submitted is looked at by the job that sends the mail,
   * if at all. An address that has had its mails gets none, and the answer does not tell.
   */
  async requestCode(slug: string, body: CodeRequest, network: string): Promise<CodeRequestView> {
    const employerId = employerOfSlug(slug);
    if (employerId === undefined) throw new AppError('not-found');
    const emailCanonical = requireCanonicalEmail(body.email);
    const { id: assessmentId } = found(
      await this.database.read({ employerId }, (db) => findLinkedAssessment(db, employerId, slug)),
    );
    await this.throttle.reserve([codeRequestSubject(networkOf(network))]);
    await this.database.transaction({ employerId }, (tx) =>
      this.makeCode(tx, { employerId, assessmentId, emailCanonical }),
    );
    return { status: 'accepted' };
  }

  /** What may stand in the database for the code that a candidate has entered. */
  macsOf(place: CodePlace, code: string): Buffer[] {
    return this.secrets.keys.map((key) => codeMac(key, place, code));
  }

  /** The candidate of this network has come in: the request was no nuisance. */
  async welcome(network: string): Promise<void> {
    await this.throttle.release([codeRequestSubject(networkOf(network))]);
  }

  async sendCode(job: RunningJob<CodeMail>): Promise<void> {
    await this.mail.deliver(job, (tx) => this.composeMail(tx, job.employerId, job.payload));
  }

  async purge(): Promise<void> {
    while (
      (await this.database.transaction({ sweep: true }, (tx) => purgeCodes(tx, purgedAtOnce))) ===
      purgedAtOnce
    );
  }

  private async makeCode(tx: Tx, place: CodePlace): Promise<void> {
    const { employerId } = place;
    const locked = await lockCode(tx, place, newId());
    if (!mayMakeCode(locked.made_at, locked.now)) return;
    const name = { employerId, id: locked.id, serial: locked.serial + 1 };
    const [key] = this.secrets.keys;
    const mac = codeMac(key, place, oneTimeCode(key, name));
    await setCode(tx, { ...name, mac, validMinutes: oneTimeCodeLimits.validMinutes });
    const payload: CodeMail = { codeId: name.id, serial: name.serial };
    await enqueue(tx, { employerId, kind: sendOneTimeCode, key: `${name.id}/${name.serial}`, payload });
  }

  private async composeMail(
    tx: Tx,
    employerId: string,
    { codeId, serial }: CodeMail,
  ): Promise<MailMessage | undefined> {
    const name = { employerId, id: codeId, serial };
    const row = await findCodeToMail(tx, name);
    if (!row) return undefined;
    const place = { employerId, assessmentId: row.assessment_id, emailCanonical: row.email_canonical };
    const code = codeOf(this.secrets.keys, name, place, row.code_mac);
    // Made with a key that the operator has taken away since: nobody can enter it either.
    if (code === undefined) return undefined;
    return {
      template: 'one-time-code',
      // The canonical form, because that is what is proven: a server that tells capitals apart must not send it to another.
      to: { address: row.email_canonical, name: '' },
      language: row.language,
      values: {
        employerName: row.employer_name,
        assessmentTitle: row.assessment_title,
        code,
        validMinutes: oneTimeCodeLimits.validMinutes,
      },
    };
  }
}

const purgedAtOnce = 1_000;
