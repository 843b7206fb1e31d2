import { ValidationPipe } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { paths } from '@simulator/deployment';
import type { NextFunction, Request, Response } from 'express';
import type { DataSource } from 'typeorm';
import { AppModule } from './app.module.js';
import { AuthGuard } from './auth/auth.guard.js';
import type { Environment } from './config/environment.js';
import { refuseForeignPages } from './http/foreign-pages.js';
import { openApiDocument, refuseUnknownMethods, serveOpenApi } from './http/open-api.js';
import { answerNotFound, invalidFields, ProblemException, ProblemFilter } from './http/problem.js';
import { protectiveHeaders } from './http/protective-headers.js';
import { serveUpgrades } from './http/upgrades.js';
import type { UpgradeHandler } from './http/upgrades.js';
import { httpsOptions } from './http/https-options.js';
import { stripForgedHeaders } from './http/proxies.js';
import { requestLog } from './http/request-log.js';
import type { Log } from './logging/log.js';
import { NestLogger } from './logging/nest-logger.js';
import { OcppGateway } from './ocpp/ocpp-gateway.js';
import { builtPageDir, servePage } from './page/serve-page.js';
import { RelayGateway } from './relay/relay.gateway.js';
import { Drain } from './replicas/drain.js';
import type { Valkey } from './valkey/valkey.js';

/** The whole server, ready to listen. The schema is expected to be up to date. */
export async function createApp(
  environment: Environment,
  log: Log,
  dataSource: DataSource,
  valkey: Valkey | null = null,
): Promise<NestExpressApplication> {
  const module = AppModule.forRoot(environment, log, dataSource, valkey);
  const app = await NestFactory.create<NestExpressApplication>(module, {
    logger: new NestLogger(log),
    abortOnError: false,
    // Idle keep-alive connections must not hold up a stop.
    forceCloseConnections: true,
    ...httpsOptions(environment.tls),
  });
  app.disable('x-powered-by');
  // What people edit has an ETag of its own; nothing else is cached.
  app.set('etag', false);
  app.setGlobalPrefix(paths.rest, { exclude: [paths.health, `${paths.health}/*path`, paths.metrics] });
  app.useGlobalFilters(new ProblemFilter(log));
  app.useGlobalPipes(
    new ValidationPipe({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      exceptionFactory: invalidFields,
    }),
  );
  app.use(app.get(Drain).middleware);
  const document = openApiDocument(app);
  app.use(requestLog(log, environment.proxies));
  app.use(stripForgedHeaders(environment.proxies));
  app.use(protectiveHeaders);
  app.use(refuseForeignPages(environment.origins));
  app.use(refuseUnknownMethods(document));
  app.use(paths.ocpp, (_request: unknown, _response: unknown, next: (error: Error) => void) =>
    next(new ProblemException(426, `Stations connect to ws://…${paths.ocpp}/{stationId} with a WebSocket`)),
  );
  app.use(servePage(environment.pageDir ?? builtPageDir()));
  if (environment.authMode !== 'none') {
    const guard = app.get(AuthGuard);
    app.use([paths.apiDocs, paths.openApi], (request: Request, response: Response, next: NextFunction) => {
      guard.admit(request, response, 'viewer').then(() => next(), next);
    });
  }
  serveOpenApi(app, document);
  serveUpgrades(app.getHttpServer(), log, upgradeEndpoints(app), app.get(OcppGateway));
  await app.init();
  // Nest answers only below its prefix; this stands behind all routes.
  app.use(answerNotFound);
  return app;
}

/** The WebSockets beside OCPP's, by their paths. */
export function upgradeEndpoints(app: INestApplication): ReadonlyMap<string, UpgradeHandler> {
  return new Map([[paths.relay, app.get(RelayGateway)]]);
}
