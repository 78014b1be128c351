import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { ServerKey } from './secret-encryption.js';

export interface SecretsModuleOptions {
  /** The first encrypts and derives; all decrypt. */
  readonly keys: readonly [ServerKey, ...ServerKey[]];
}

export const secretsOptions = Symbol('secretsOptions');

@Global()
@Module({})
export class SecretsModule {
  static with(options: SecretsModuleOptions): DynamicModule {
    return {
      module: SecretsModule,
      providers: [{ provide: secretsOptions, useValue: options }],
      exports: [secretsOptions],
    };
  }
}
