import { ownPage, problemOf } from '../../api/client.js';
import { NoConnection } from '../../api/problem.js';
import type { Import } from './import.queries.js';

interface UploadOptions {
  /** The same for each try, so that a file which arrived although its answer was lost is not stored twice. */
  readonly key: string;
  readonly onProgress: (sentShare: number) => void;
  readonly signal: AbortSignal;
}

/** With XMLHttpRequest, because fetch does not tell how much has been sent. The answer does not wait for the file to be read. */
export function uploadFile(assessmentId: string, file: File, options: UploadOptions): Promise<Import> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1/assessments/${assessmentId}/imports?start=later`);
    request.setRequestHeader('idempotency-key', options.key);
    for (const [name, value] of Object.entries(ownPage)) request.setRequestHeader(name, value);
    request.responseType = 'text';
    request.upload.addEventListener('progress', ({ loaded, total, lengthComputable }) => {
      if (lengthComputable) options.onProgress(loaded / total);
    });
    request.addEventListener('load', () => {
      const body = readJson(request.responseText);
      if (request.status === 201) resolve(body as Import);
      else reject(problemOf(body, answerOf(request)));
    });
    request.addEventListener('error', () => reject(new NoConnection()));
    request.addEventListener('abort', () => reject(new DOMException('Stopped by the reader.', 'AbortError')));
    options.signal.addEventListener('abort', () => request.abort());
    const form = new FormData();
    form.append('file', file);
    request.send(form);
  });
}

function answerOf(request: XMLHttpRequest): Response {
  const retryAfter = request.getResponseHeader('retry-after');
  return new Response(null, {
    status: request.status,
    headers: retryAfter === null ? {} : { 'retry-after': retryAfter },
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
