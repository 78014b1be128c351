import type { FastifyReply } from 'fastify';
import { describe, expect, it } from 'vitest';
import { newId } from '../common/identifiers/identifiers.js';
import { newSecret } from '../common/identifiers/tokens.js';
import { SessionCookies } from './session-cookies.js';

interface SetCookie {
  readonly name: string;
  readonly options: object;
}

function parsed(header: string): SetCookie {
  const [pair = '', ...attributes] = header.split('; ');
  const given = new Map(
    attributes.map((attribute): [string, string] => {
      const [name = '', value = ''] = attribute.split('=');
      return [name, value];
    }),
  );
  return {
    name: pair.split('=')[0] ?? '',
    options: {
      path: given.get('Path'),
      httpOnly: given.has('HttpOnly'),
      sameSite: given.get('SameSite')?.toLowerCase(),
      secure: given.has('Secure'),
      maxAge: Number(given.get('Max-Age')),
    },
  };
}

function written(publicUrl: string): SetCookie[] {
  const cookies: SetCookie[] = [];
  const reply = {
    header: (name: string, value: string) => name === 'set-cookie' && cookies.push(parsed(value)),
  } as unknown as FastifyReply;
  const signedIn = { employerId: newId(), secret: newSecret(), deviceSecret: newSecret() };
  new SessionCookies({ publicUrl }).write(reply, signedIn);
  return cookies;
}

describe('the cookies', () => {
  it.each(['https://assay.example', 'http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:3000'])(
    'are Secure and bound to the host at %s',
    (publicUrl) => {
      const always = { path: '/', httpOnly: true, sameSite: 'strict', secure: true };
      expect(written(publicUrl)).toEqual([
        { name: '__Host-assay', options: { ...always, maxAge: 43_200 } },
        { name: '__Host-assay-device', options: { ...always, maxAge: 31_536_000 } },
      ]);
    },
  );

  it.each(['http://192.168.1.5:3000', 'http://assay.lan', 'http://localhost.example'])(
    'are neither where a browser would refuse them: %s',
    (publicUrl) => {
      const always = { path: '/', httpOnly: true, sameSite: 'strict', secure: false };
      expect(written(publicUrl)).toMatchObject([
        { name: 'assay', options: always },
        { name: 'assay-device', options: always },
      ]);
    },
  );
});
