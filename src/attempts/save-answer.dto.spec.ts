import { describe, expect, it } from 'vitest';
import { AppError } from '../common/errors/app-error.js';
import { readSaveAnswer } from './save-answer.dto.js';

function pointers(body: unknown): string[] {
  try {
    readSaveAnswer(body);
    return [];
  } catch (error) {
    return (error as AppError).errors?.map((problem) => problem.pointer) ?? [];
  }
}

describe('readSaveAnswer', () => {
  it('takes a response of any kind, null included', () => {
    for (const response of ['two', ['one', 'two'], true, null]) {
      expect(readSaveAnswer({ response, clientSeq: 7 })).toEqual({ response, clientSeq: 7 });
    }
  });

  it.each([
    [{}, ['/response', '/clientSeq']],
    [{ response: 'x', clientSeq: 0 }, ['/clientSeq']],
    [{ response: 'x', clientSeq: '1' }, ['/clientSeq']],
    [{ response: 'x', clientSeq: 1.5 }, ['/clientSeq']],
    [{ response: 'x', clientSeq: 2 ** 53 }, ['/clientSeq']],
    [{ response: 'x', clientSeq: 1, 'score/of~me': 100 }, ['/score~1of~0me']],
    [{ response: 'x', clientSeq: 1, writer: 0 }, ['/writer']],
    [{ response: 'x', clientSeq: 1, writer: '1' }, ['/writer']],
    [{ response: 'x', clientSeq: 1, writer: 2 ** 31 }, ['/writer']],
    [[], ['']],
    [undefined, ['']],
    ['text', ['']],
  ])('refuses %j', (body, expected) => {
    expect(pointers(body)).toEqual(expected);
  });
});
