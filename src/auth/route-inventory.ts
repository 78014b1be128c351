import { Injectable, RequestMethod, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { accessMetadata, type Access } from '../common/access/access.decorators.js';

export interface RouteAccess {
  readonly controller: string;
  readonly handler: string;
  readonly method: string;
  readonly access: Access | undefined;
}

/** The names under which Nest keeps a route's method on its handler. */
const methodMetadata = 'method';

@Injectable()
export class RouteInventory implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** A route that nobody may use would only be noticed when somebody needs it. */
  onModuleInit(): void {
    const open = this.routes().filter((route) => route.access === undefined);
    if (open.length === 0) return;
    const names = open.map((route) => `${route.controller}.${route.handler}`).join(', ');
    throw new Error(`These routes need @Allow, @ForCandidate or @Public: ${names}`);
  }

  routes(): RouteAccess[] {
    return this.discovery.getControllers().flatMap(({ name, metatype }) => {
      const prototype = (typeof metatype === 'function' ? metatype.prototype : undefined) as
        object | undefined;
      if (!prototype) return [];
      return this.scanner.getAllMethodNames(prototype).flatMap((handler) => {
        const target = (prototype as Record<string, unknown>)[handler];
        if (typeof target !== 'function') return [];
        const method = Reflect.getMetadata(methodMetadata, target) as RequestMethod | undefined;
        if (method === undefined) return [];
        const access = Reflect.getMetadata(accessMetadata, target) as Access | undefined;
        return [{ controller: name, handler, method: RequestMethod[method] ?? String(method), access }];
      });
    });
  }
}
