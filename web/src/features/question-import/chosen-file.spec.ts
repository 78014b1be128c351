import { describe, expect, it } from 'vitest';
import { mostBytes, obstacleOf } from './chosen-file.js';

describe('the file that was chosen', () => {
  it.each([
    [[{ size: 1 }], undefined],
    [[{ size: mostBytes }], undefined],
    [[{ size: mostBytes + 1 }], 'tooLargeFile'],
    [[{ size: 0 }], 'emptyFile'],
    // A folder is dropped as nothing.
    [[], 'emptyFile'],
    [[{ size: 1 }, { size: 1 }], 'severalFiles'],
  ])('%j: %s', (files, obstacle) => expect(obstacleOf(files)).toBe(obstacle));
});
