import { describe, expect, it } from 'vitest';
import { readNetwork } from './network.js';
import { readTarget, whyUrlRefused } from './target.rules.js';

describe('the target of a URL', () => {
  it.each([
    ['https://hooks.example.com', { host: 'hooks.example.com', port: 443, path: '/' }],
    ['https://Hooks.Example.COM./a?b=c#d', { host: 'hooks.example.com', port: 443, path: '/a?b=c' }],
    ['https://hooks.example.com:443/ä b', { host: 'hooks.example.com', port: 443, path: '/%C3%A4%20b' }],
    ['https://bücher.example/', { host: 'xn--bcher-kva.example', port: 443, path: '/' }],
    ['https://8.8.8.8/', { host: '8.8.8.8', port: 443, path: '/' }],
    ['https://[2606:4700::1111]/', { host: '2606:4700::1111', port: 443, path: '/' }],
    ['https://_hooks.a-b.example/', { host: '_hooks.a-b.example', port: 443, path: '/' }],
  ])('%s', (url, target) => {
    expect(readTarget(url)).toMatchObject(target);
    expect(whyUrlRefused(url)).toBeUndefined();
  });

  it.each([
    ['hooks.example.com', 'This is not a URL.'],
    ['http://hooks.example.com/', 'The URL must begin with https://.'],
    ['https://me@hooks.example.com/', 'The URL must not hold a user name or a password.'],
    ['https://:secret@hooks.example.com/', 'The URL must not hold a user name or a password.'],
    ['https://hooks.example.com:8443/', 'The port 8443 is not allowed.'],
    ['https://hooks..example.com/', 'The host of the URL is not a name of the domain name system.'],
    ['https://hooks.example.com../', 'The host of the URL is not a name of the domain name system.'],
    ['https://-a.example/', 'The host of the URL is not a name of the domain name system.'],
    ['https://a!b.example/', 'The host of the URL is not a name of the domain name system.'],
    [`https://hooks.example.com/${'a'.repeat(2_048)}`, 'The URL is longer than 2048 characters.'],
    ['https://localhost/', 'The name of the host is a local one.'],
    ['https://deep.name.localhost./', 'The name of the host is a local one.'],
    ['https://printer.local/', 'The name of the host is a local one.'],
    ['https://metadata.google.internal/', 'The name of the host is a local one.'],
    ['https://router.home.arpa/', 'The name of the host is a local one.'],
    ['https://intranet/', 'The name of the host is a local one.'],
    ['https://10.0.0.1/', 'The address is not on the public internet (a private network).'],
    ['https://[::1]/', 'The address is not on the public internet (the computer itself).'],
  ])('%s is refused', (url, message) => {
    expect(whyUrlRefused(url)).toBe(message);
  });

  it.each(['https://notlocalhost.example/', 'https://internal.example/', 'https://local.example/'])(
    '%s only looks like a local name',
    (url) => {
      expect(whyUrlRefused(url)).toBeUndefined();
    },
  );

  it('is what the operator allows', () => {
    const policy = { allowedPorts: [443, 8443], allowedNetworks: [readNetwork('10.0.0.0/8')] };
    expect(whyUrlRefused('https://receiver.internal:8443/', policy)).toBeUndefined();
    expect(whyUrlRefused('https://10.0.0.1/', policy)).toBeUndefined();
    expect(whyUrlRefused('https://192.168.0.1/', policy)).toContain('a private network');
    expect(whyUrlRefused('https://10.0.0.1:22/', policy)).toBe('The port 22 is not allowed.');
  });
});
