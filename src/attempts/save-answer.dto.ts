import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { validationFailed, type FieldError } from '../common/errors/app-error.js';

export class SaveAnswer {
  @ApiProperty({
    description:
      'By kind: option id, list of option ids, true or false, text as typed; null clears the answer',
    nullable: true,
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }, { type: 'boolean' }],
  })
  response!: unknown;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: 'Counts up with every change of this answer; a lower one changes nothing',
  })
  clientSeq!: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description:
      'The number that taking the attempt over gave; without it no page keeps another from writing',
  })
  writer?: number;
}

/**
 * The body of the request that runs most. Read by hand: class-validator takes longer than everything else that the
 * request does. The kind of the question judges the response itself.
 */
export function readSaveAnswer(body: unknown): SaveAnswer {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw validationFailed([{ pointer: '', code: 'wrong-type', detail: 'The body must be a JSON object.' }]);
  }
  const { response, clientSeq, writer, ...others } = body as Record<string, unknown>;
  const problems: FieldError[] = Object.keys(others).map((name) => ({
    pointer: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    code: 'unknown-property',
    detail: 'This property is not known here.',
  }));
  if (response === undefined) {
    problems.push({
      pointer: '/response',
      code: 'required',
      detail: 'Send the response; null clears the answer.',
    });
  }
  if (!Number.isSafeInteger(clientSeq) || (clientSeq as number) < 1) {
    const detail = 'clientSeq must be a whole number from 1 to 9007199254740991.';
    problems.push({ pointer: '/clientSeq', code: 'wrong-type', detail });
  }
  if (writer !== undefined && !isWriter(writer)) {
    const detail = 'writer must be a whole number from 1 to 2147483647.';
    problems.push({ pointer: '/writer', code: 'wrong-type', detail });
  }
  if (problems.length > 0) throw validationFailed(problems);
  const answer = { response, clientSeq: clientSeq as number };
  return writer === undefined ? answer : { ...answer, writer: writer as number };
}

function isWriter(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 2_147_483_647;
}

export const SaveAnswerBody = createParamDecorator((_: unknown, context: ExecutionContext): SaveAnswer =>
  readSaveAnswer(context.switchToHttp().getRequest<FastifyRequest>().body),
);
