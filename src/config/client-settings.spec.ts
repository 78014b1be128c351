import { expect, it } from 'vitest';
import { loadClientSettings } from './client-settings.js';

it('reads the settings of a client, blanks and empty values aside', () => {
  expect(loadClientSettings({ ASSAY_API_KEY: ' a-key\n', ASSAY_API_URL: 'http://a.example' })).toEqual({
    url: 'http://a.example',
    key: 'a-key',
  });
  expect(loadClientSettings({ ASSAY_API_KEY: ' ', ASSAY_API_URL: '' })).toEqual({
    url: undefined,
    key: undefined,
  });
});
