import { describe, expect, it } from 'vitest';
import { isForeignPage, isOwnPage, type RequestOrigin } from './cross-site.rules.js';

const own = 'https://assay.example';

function request(given: Partial<RequestOrigin>): RequestOrigin {
  return {
    method: 'POST',
    secFetchSite: undefined,
    origin: undefined,
    requestHeader: '1',
    ownOrigins: [own, 'https://10.0.0.5:3000'],
    ...given,
  };
}

describe('a request with a cookie', () => {
  it.each([
    ['same-origin', { secFetchSite: 'same-origin' }],
    ['the configured origin', { origin: own }],
    ['the origin that was asked', { origin: 'https://10.0.0.5:3000' }],
    ['a foreign origin where the browser says same-origin', { secFetchSite: 'same-origin', origin: 'null' }],
    ['a safe method from anywhere', { method: 'GET', secFetchSite: 'cross-site', requestHeader: undefined }],
  ])('is let through: %s', (_, given) => {
    expect(isOwnPage(request(given))).toBe(true);
  });

  it.each([
    ['neither header', {}],
    ['cross-site', { secFetchSite: 'cross-site' }],
    ['same-site', { secFetchSite: 'same-site' }],
    ['none', { secFetchSite: 'none' }],
    ['cross-site with a good origin', { secFetchSite: 'cross-site', origin: own }],
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['an opaque origin', { origin: 'null' }],
    ['another scheme', { origin: 'http://assay.example' }],
    ['another port', { origin: `${own}:8443` }],
    ['a prefix of the origin', { origin: `${own}.evil.example` }],
    ['two origins', { origin: `${own}, https://evil.example` }],
    ['no request header', { secFetchSite: 'same-origin', requestHeader: undefined }],
    ['another request header', { secFetchSite: 'same-origin', requestHeader: '0' }],
  ])('is refused: %s', (_, given) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']) {
      expect(isOwnPage(request({ ...given, method }))).toBe(false);
    }
  });
});

describe('a request without a cookie', () => {
  it.each([
    ['of a program', {}],
    ['of our page', { secFetchSite: 'same-origin', origin: own }],
    ['typed by a person', { secFetchSite: 'none' }],
    ['of an older browser on our page', { origin: own }],
  ])('is let through: %s', (_, given) => {
    expect(isForeignPage(request({ ...given, requestHeader: undefined }))).toBe(false);
  });

  it.each([
    ['cross-site', { secFetchSite: 'cross-site', origin: 'https://evil.example' }],
    ['same-site', { secFetchSite: 'same-site' }],
    ['an opaque origin', { origin: 'null' }],
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['a foreign origin that claims to be typed', { secFetchSite: 'none', origin: 'https://evil.example' }],
  ])('is refused: %s', (_, given) => {
    expect(isForeignPage(request(given))).toBe(true);
  });
});
