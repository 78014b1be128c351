import { Module, type DynamicModule } from '@nestjs/common';
import { ActivityModule } from './activity/activity.module.js';
import { AssessmentsModule } from './assessments/assessments.module.js';
import { AttemptTimesModule } from './attempt-times/attempt-times.module.js';
import { AuthModule, type AuthModuleOptions } from './auth/auth.module.js';
import { DatabaseModule, type DatabaseModuleOptions } from './database/database.module.js';
import { EventrailFeedModule } from './eventrail-feed/eventrail-feed.module.js';
import type { EventrailOptions } from './eventrail-feed/eventrail.options.js';
import { EmailVerificationModule } from './email-verification/email-verification.module.js';
import { EventsModule } from './events/events.module.js';
import { SecretsModule, type SecretsModuleOptions } from './common/secrets/secrets.module.js';
import { IdempotencyModule } from './idempotency/idempotency.module.js';
import { InvitesModule } from './invites/invites.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import type { JobsModuleOptions } from './jobs/jobs.options.js';
import { MailModule, type MailModuleOptions } from './mail/mail.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { MemberNoticesModule } from './member-notices/member-notices.module.js';
import { QuestionExportModule } from './question-export/question-export.module.js';
import { QuestionImportModule } from './question-import/question-import.module.js';
import { QuestionsModule } from './questions/questions.module.js';
import { RemindersModule } from './reminders/reminders.module.js';
import { ResultsModule } from './results/results.module.js';
import { RunningAttemptsModule } from './running-attempts/running-attempts.module.js';
import { SubmissionsModule } from './submissions/submissions.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';
import type { WebhooksModuleOptions } from './webhooks/webhooks.options.js';

export interface AppModuleOptions {
  readonly database: DatabaseModuleOptions;
  readonly auth: AuthModuleOptions;
  readonly secrets: SecretsModuleOptions;
  readonly jobs?: JobsModuleOptions;
  /** Without it mails stay in the local outbox. */
  readonly mail?: Omit<MailModuleOptions, 'publicUrl'>;
  readonly eventrail?: Omit<EventrailOptions, 'databaseUrl'>;
  readonly webhooks?: WebhooksModuleOptions;
}

const localMail = { from: { address: 'assay@localhost', name: 'Assay' } };

@Module({})
export class AppModule {
  static with(options: AppModuleOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        DatabaseModule.with(options.database),
        SecretsModule.with(options.secrets),
        AuthModule.with(options.auth),
        EventsModule,
        ActivityModule,
        NotificationsModule,
        JobsModule.with(options.jobs ?? {}),
        MailModule.with({ ...localMail, ...options.mail, publicUrl: options.auth.publicUrl }),
        EventrailFeedModule.with({
          ...options.eventrail,
          databaseUrl: options.database.url,
          operators: options.jobs ?? {},
        }),
        IdempotencyModule,
        WebhooksModule.with(options.webhooks ?? {}),
        AssessmentsModule,
        QuestionsModule,
        InvitesModule,
        EmailVerificationModule,
        RemindersModule,
        MemberNoticesModule,
        QuestionImportModule,
        QuestionExportModule,
        SubmissionsModule,
        ResultsModule,
        AttemptTimesModule,
        RunningAttemptsModule,
      ],
    };
  }
}
