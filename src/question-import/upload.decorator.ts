import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { AppError, validationFailed } from '../common/errors/app-error.js';
import { toPlainText } from '../common/text/plain-text.js';
import { readIdempotency, type IdempotencyRequest } from '../idempotency/idempotency.decorators.js';

export interface Upload {
  readonly fileName: string;
  readonly bytes: Buffer;
  readonly request: IdempotencyRequest | undefined;
}

const fieldName = 'file';

/** The file of a multipart request, read within the limits of the app; the guard has let the caller in by then. */
export const UploadedFile = createParamDecorator(
  async (_: unknown, context: ExecutionContext): Promise<Upload> => {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!request.isMultipart()) {
      throw new AppError('unsupported-media-type', {
        detail: `Send multipart/form-data with a field "${fieldName}".`,
      });
    }
    const { part, bytes } = await readPart(request);
    if (part?.fieldname !== fieldName) {
      throw validationFailed([
        {
          pointer: `/${fieldName}`,
          code: 'required',
          detail: `Choose a file and send it in the field "${fieldName}".`,
        },
      ]);
    }
    request.rawBody = bytes;
    return { fileName: shownName(part.filename), bytes, request: readIdempotency(request) };
  },
);

async function readPart(
  request: FastifyRequest,
): Promise<{ part: MultipartFile | undefined; bytes: Buffer }> {
  try {
    const part = await request.file();
    return { part, bytes: (await part?.toBuffer()) ?? Buffer.alloc(0) };
  } catch (error) {
    // What the parser of the form says carries a status only for its own limits; the rest is a form that is cut or garbled.
    if (typeof (error as { statusCode?: unknown }).statusCode === 'number') throw error;
    throw new AppError('bad-request', { detail: 'The form could not be read to its end.', cause: error });
  }
}

/** A label, nothing else: no file is ever looked for under it. The parser of the form has taken folders off. */
function shownName(given: string): string {
  const plain = toPlainText([...given].slice(0, 255).join(''), { maximumCodePoints: 255 });
  return plain.ok && plain.text.trim() !== '' ? plain.text.replace(/[\n\t]/g, ' ') : 'upload';
}
