// The OpenAPI 3.1 document, and what follows from it.
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { paths } from '@simulator/deployment';
import type { NextFunction, Request, Response } from 'express';
import { addCommonAnswers, METHODS } from './common-answers.js';
import { Problem, ProblemException } from './problem.js';
import { closeRequestBodies } from './request-bodies.js';

let known: OpenAPIObject | undefined;

/** Written once in a process, which takes a while: it follows from the controllers alone, whatever the environment of an app is. */
export function openApiDocument(app: NestExpressApplication): OpenAPIObject {
  return (known ??= createDocument(app));
}

function createDocument(app: NestExpressApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Charging Station Simulator: CSMS API')
    .setDescription(
      'Stations, transactions, id tokens and commands of the central system. ' +
        'Errors are RFC 9457 problem details; lists are read with `limit` and `cursor`. Each answer has an `X-Request-Id`, ' +
        'which the log has too: one that the request brings, or a new one. Where the API runs without auth, no token is needed.',
    )
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key, or a token of the identity provider' })
    .addSecurityRequirements('bearer')
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: [Problem] });
  addCommonAnswers(document);
  closeRequestBodies(document);
  return document;
}

/** Serves the document and a page to read and try it. */
export function serveOpenApi(app: NestExpressApplication, document: OpenAPIObject): void {
  SwaggerModule.setup(paths.apiDocs, app, document, {
    jsonDocumentUrl: paths.openApi,
    raw: ['json'],
    customSiteTitle: 'CSMS API',
  });
}

/** Answers 405 with `Allow` where the document knows the path but not the method (the router would say 404). */
export function refuseUnknownMethods(document: OpenAPIObject) {
  const resources = Object.entries(document.paths).map(([template, item]) => ({
    pattern: new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+')}/?$`),
    allowed: METHODS.filter((method) => item[method] !== undefined).map((method) => method.toUpperCase()),
  }));
  return (request: Request, response: Response, next: NextFunction): void => {
    const matching = resources.filter(({ pattern }) => pattern.test(request.path));
    const allowed = new Set(matching.flatMap((resource) => resource.allowed));
    if (allowed.has('GET')) allowed.add('HEAD');
    if (matching.length === 0 || allowed.has(request.method)) return next();
    response.setHeader('Allow', [...allowed].join(', '));
    if (request.method === 'OPTIONS') response.status(204).end();
    else next(new ProblemException(405, `${request.path} knows only ${[...allowed].join(', ')}`));
  };
}
