import { describe, expect, it } from 'vitest';
import { readRows } from '../../../../../test/support/table-sample.js';

describe('the template of this product', () => {
  it('is called by its name', async () => {
    const header = [
      'external_id',
      'type',
      'question',
      'option_1',
      'option_2',
      'correct',
      'time_limit_seconds',
    ];
    const file = await readRows([header, ['', '', 'Why?', 'x', 'y', 'A', '']]);
    expect(file.layout).toBe('Assay template, header in row 1');
  });
});
