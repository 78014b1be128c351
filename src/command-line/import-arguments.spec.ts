import { describe, expect, it } from 'vitest';
import { parseImportArguments, UsageError } from './import-arguments.js';

const id = '01a1fb2c-0f5e-743a-88b1-c5077f2c4576';
const settings = { url: undefined, key: 'a-key' };

describe('the arguments of assay import', () => {
  it('need a file, an assessment and a key', () => {
    expect(parseImportArguments(['questions.csv', '--assessment', id], settings)).toEqual({
      file: 'questions.csv',
      assessmentId: id,
      dryRun: false,
      leaveOutErrors: false,
      leaveOutDuplicates: false,
      url: 'http://localhost:3000',
      key: 'a-key',
    });
  });

  it('take every option, an argument before the environment', () => {
    const words = [
      '--dry-run',
      '--leave-out-errors',
      '--leave-out-duplicates',
      '--url',
      'https://b.example/x',
    ];
    expect(
      parseImportArguments([...words, `--assessment=${id}`, 'a.xlsx'], {
        ...settings,
        url: 'http://a.example',
      }),
    ).toMatchObject({
      file: 'a.xlsx',
      dryRun: true,
      leaveOutErrors: true,
      leaveOutDuplicates: true,
      url: 'https://b.example',
    });
  });

  it.each([
    [[], /one file/],
    [['a.csv', 'b.csv', '--assessment', id], /one file/],
    [['a.csv'], /which assessment/],
    [['a.csv', '--assessment', 'first'], /which assessment/],
    [['a.csv', '--assessment', id, '--force'], /--force/],
    [['a.csv', '--assessment', id, '--url', 'localhost:3000'], /no address/],
  ])('refuse %j', (words, message) => {
    const parse = (): unknown => parseImportArguments(words, settings);
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(message);
  });

  it('refuse to work without a key', () => {
    expect(() =>
      parseImportArguments(['a.csv', '--assessment', id], { url: undefined, key: undefined }),
    ).toThrow(/ASSAY_API_KEY/);
  });
});
