import { Module, type DynamicModule } from '@nestjs/common';
import { DeliveriesController } from './deliveries.controller.js';
import { DeliveriesService } from './deliveries.service.js';
import { DisabledMailService } from './disabled-mail.service.js';
import { DispatcherService } from './dispatcher.service.js';
import { EndpointsService } from './endpoints.service.js';
import { LaneService } from './lane.service.js';
import { WebhookMetrics } from './webhook-metrics.js';
import { WebhooksController } from './webhooks.controller.js';
import { webhooksOptions, type WebhooksModuleOptions } from './webhooks.options.js';

@Module({})
export class WebhooksModule {
  static with(options: WebhooksModuleOptions): DynamicModule {
    return {
      module: WebhooksModule,
      controllers: [WebhooksController, DeliveriesController],
      providers: [
        DeliveriesService,
        DisabledMailService,
        DispatcherService,
        EndpointsService,
        LaneService,
        WebhookMetrics,
        { provide: webhooksOptions, useValue: options },
      ],
    };
  }
}
