import { Global, Module, type DynamicModule } from '@nestjs/common';
import { MailDelivery } from './mail-delivery.js';
import { mailTransport } from './mail-transport.js';
import { OutboxController } from './outbox.controller.js';
import { OutboxService } from './outbox.service.js';
import { SmtpTransport } from './smtp-transport.js';
import { mailOptions, type MailModuleOptions } from './mail.options.js';

export type { MailModuleOptions };

@Global()
@Module({})
export class MailModule {
  static with(options: MailModuleOptions): DynamicModule {
    return {
      module: MailModule,
      controllers: [OutboxController],
      providers: [
        MailDelivery,
        OutboxService,
        { provide: mailOptions, useValue: options },
        {
          provide: mailTransport,
          useValue: options.smtp === undefined ? null : new SmtpTransport(options.smtp, options.from),
        },
      ],
      exports: [MailDelivery, OutboxService],
    };
  }
}
