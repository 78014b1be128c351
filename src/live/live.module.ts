import { Module } from '@nestjs/common';
import { LiveStreams } from './live-streams.service.js';

@Module({ providers: [LiveStreams], exports: [LiveStreams] })
export class LiveModule {}
