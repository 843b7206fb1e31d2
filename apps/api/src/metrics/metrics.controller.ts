import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { paths } from '@simulator/deployment';
import { Needs } from '../auth/access.js';
import { Metrics } from './metrics.js';

@ApiExcludeController()
@Needs('operator')
@Controller(paths.metrics)
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  @Header('Cache-Control', 'no-store')
  read(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
