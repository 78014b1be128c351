import { createPrivateKey } from 'node:crypto';

/** The key of every application that tests start. */
export const testKey = { id: 'test', bytes: Buffer.alloc(32, 7) };
export const testKeySetting = `test:${testKey.bytes.toString('base64')}`;

/** Signs the checkpoints of every application that tests start. */
export const testSigningKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 7)]),
  format: 'der',
  type: 'pkcs8',
});
export const testSigningKeySetting = testSigningKey
  .export({ type: 'pkcs8', format: 'der' })
  .toString('base64');
