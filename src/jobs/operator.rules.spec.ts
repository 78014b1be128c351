import { describe, expect, it } from 'vitest';
import { mayOperate } from './operator.rules.js';

const here = {
  peerAddress: '127.0.0.1',
  authorization: undefined,
  isForwarded: false,
  hostName: 'localhost',
  isChange: false,
  isOwn: false,
};
const token = 'an operator token of some length';

describe('without an operator token', () => {
  it.each(['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])(
    'the machine itself may look: %s',
    (peerAddress) => {
      expect(mayOperate({ ...here, peerAddress }, undefined)).toBe(true);
    },
  );

  it.each(['10.0.0.1', '::2', '::ffff:10.0.0.1', '128.0.0.1', undefined, '', 'localhost'])(
    'nobody else: %s',
    (peerAddress) => {
      expect(mayOperate({ ...here, peerAddress }, undefined)).toBe(false);
    },
  );

  it('nobody whom a proxy on this machine stands for', () => {
    expect(mayOperate({ ...here, isForwarded: true }, undefined)).toBe(false);
  });

  it.each(['localhost', '127.0.0.1', '[::1]', '::1'])('under the name %s', (hostName) => {
    expect(mayOperate({ ...here, hostName }, undefined)).toBe(true);
  });

  it.each(['assay.example.org', 'localhost.example.org', '10.0.0.1', ''])(
    'no page that has made its own name point here: %s',
    (hostName) => expect(mayOperate({ ...here, hostName }, undefined)).toBe(false),
  );

  it('changes need what no page of somebody else can send', () => {
    expect(mayOperate({ ...here, isChange: true }, undefined)).toBe(false);
    expect(mayOperate({ ...here, isChange: true, isOwn: true }, undefined)).toBe(true);
  });

  it('no header helps', () => {
    expect(
      mayOperate({ ...here, peerAddress: '10.0.0.1', authorization: 'Bearer undefined' }, undefined),
    ).toBe(false);
  });
});

describe('with an operator token', () => {
  it('who sends it may look, from anywhere', () => {
    const elsewhere = { ...here, peerAddress: '10.0.0.1', hostName: 'assay.example.org', isForwarded: true };
    expect(mayOperate({ ...elsewhere, authorization: `Bearer ${token}`, isChange: true }, token)).toBe(true);
  });

  it.each([undefined, '', token, `bearer ${token}`, `Bearer ${token} `, `Bearer ${token.slice(1)}`])(
    'nobody else may, the machine itself included: %s',
    (authorization) => {
      expect(mayOperate({ ...here, authorization }, token)).toBe(false);
    },
  );
});
