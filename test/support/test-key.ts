/** The key of every application that tests start. */
export const testKey = { id: 'test', bytes: Buffer.alloc(32, 7) };
export const testKeySetting = `test:${testKey.bytes.toString('base64')}`;
