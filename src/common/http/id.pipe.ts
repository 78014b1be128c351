import { Injectable, type PipeTransform } from '@nestjs/common';
import { AppError } from '../errors/app-error.js';
import { isId } from '../identifiers/identifiers.js';

/** What cannot be an identifier names nothing: the same answer as for one that nobody has. */
@Injectable()
export class IdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!isId(value)) throw new AppError('not-found');
    return value;
  }
}
