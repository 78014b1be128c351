import { describe, expect, it } from 'vitest';
import { pageAt } from './page-routes.rules.js';

describe('which page an address is', () => {
  it.each([
    ['/', 'dashboard'],
    ['/assessments/0198/results', 'dashboard'],
    ['/sign-in', 'dashboard'],
    ['/join', 'dashboard'],
    ['/a', 'dashboard'],
    ['/a/x/y', 'dashboard'],
    ['/apis', 'dashboard'],
    ['/a/AbC_d-e', 'candidate'],
    ['/a/AbC/', 'candidate'],
    ['/invite', 'candidate'],
    ['/attempt', 'candidate'],
    ['/opt-out', 'candidate'],
    ['/api/v1/nothing', undefined],
    ['/api', undefined],
    ['/assets/old-1234.js', undefined],
    ['/health/ready', undefined],
    ['/metrics', undefined],
    ['/favicon.ico', undefined],
  ])('%s: %s', (path, page) => expect(pageAt(path)).toBe(page));
});
