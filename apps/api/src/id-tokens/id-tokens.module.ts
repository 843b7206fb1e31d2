import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdTokenEntity } from './id-token.entity.js';
import { IdTokensController } from './id-tokens.controller.js';
import { IdTokensService } from './id-tokens.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([IdTokenEntity])],
  controllers: [IdTokensController],
  providers: [IdTokensService],
  exports: [IdTokensService],
})
export class IdTokensModule {}
