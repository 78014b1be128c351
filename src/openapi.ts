import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { errorCatalogue } from './common/errors/catalogue.js';

/** The API's description, made from the routes and DTO classes; `npm run openapi` writes it to openapi.yaml. */
export function createApiDocument(app: INestApplication): OpenAPIObject {
  const configuration = new DocumentBuilder()
    .setTitle('Assay')
    .setDescription(
      'Assess candidates: write or import questions, publish, invite, score, read results. Errors are application/problem+json ' +
        '(schema Problem) with a stable `code`; docs/errors.md lists them.',
    )
    .setVersion('1')
    .addCookieAuth('__Host-assay', { type: 'apiKey', in: 'cookie' }, 'session')
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, 'apiKey')
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, 'attemptToken')
    .build();
  const document = SwaggerModule.createDocument(app, configuration, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  document.components ??= {};
  document.components.schemas = { ...document.components.schemas, Problem: problemSchema };
  for (const path of Object.values(document.paths)) {
    for (const operation of [path.get, path.post, path.put, path.patch, path.delete]) {
      if (operation) operation.responses = { ...operation.responses, default: problemResponse };
    }
  }
  return document;
}

export function mountApiDocument(app: INestApplication): void {
  SwaggerModule.setup('api/docs', app, () => createApiDocument(app), {
    jsonDocumentUrl: 'api/openapi.json',
    yamlDocumentUrl: 'api/openapi.yaml',
    swaggerOptions: {
      // What our pages send with every request, so that "Try it out" works for whoever is signed in.
      requestInterceptor: (request: { headers: Record<string, string> }) => {
        request.headers['x-assay-request'] = '1';
        return request;
      },
    },
  });
}

const problemResponse = {
  description: 'Any refusal or failure',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'instance', 'code', 'retryable'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string', enum: Object.keys(errorCatalogue) },
    retryable: { type: 'boolean' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'code', 'detail'],
        properties: { pointer: { type: 'string' }, code: { type: 'string' }, detail: { type: 'string' } },
      },
    },
  },
};
