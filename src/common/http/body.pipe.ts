import { Injectable, ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { AppError, validationFailed, type FieldError } from '../errors/app-error.js';

/** Checks bodies and query parameters against their DTO class; refuses what the class does not name. */
@Injectable()
export class BodyPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      transform: true,
      validationError: { target: false, value: false },
      exceptionFactory: (errors) => new FieldErrors(flatten(errors, '')),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // A parameter of the path has a pipe of its own; here "1.0" and "0x1" would become the number 1 before it looks.
    // What a parameter decorator of ours made is not the caller's.
    if (metadata.type === 'param' || metadata.type === 'custom') return value;
    if (metadata.type === 'body' && metadata.metatype !== undefined && this.toValidate(metadata)) {
      // An absent body would pass unchecked, and an array would be checked element by element.
      value ??= {};
      if (typeof value !== 'object' || Array.isArray(value)) {
        throw validationFailed([
          { pointer: '', code: 'wrong-type', detail: 'The body must be a JSON object.' },
        ]);
      }
    }
    try {
      return await super.transform(value, metadata);
    } catch (error) {
      if (!(error instanceof FieldErrors)) throw error;
      if (metadata.type === 'body') throw validationFailed(error.errors);
      throw new AppError('invalid-parameter', { errors: error.errors, detail: error.errors[0]?.detail });
    }
  }
}

class FieldErrors extends Error {
  constructor(readonly errors: readonly FieldError[]) {
    super('validation failed');
  }
}

function flatten(errors: readonly ValidationError[], parent: string): FieldError[] {
  return errors.flatMap((error) => {
    const pointer = `${parent}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
      pointer,
      code: ruleCode(rule),
      detail: `${message.charAt(0).toUpperCase()}${message.slice(1)}.`,
    }));
    return [...own, ...flatten(error.children ?? [], pointer)];
  });
}

/** class-validator names its rules in camel case; our codes are words joined by hyphens. */
function ruleCode(rule: string): string {
  if (rule === 'whitelistValidation') return 'unknown-property';
  return rule.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
