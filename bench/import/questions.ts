export const fileKinds = ['shared', 'inline', 'csv'] as const;
export type FileKind = (typeof fileKinds)[number];

const header = [
  'question',
  'option_1',
  'option_2',
  'option_3',
  'option_4',
  'correct',
  'points',
  'explanation',
  'category',
  'tags',
];

/**
 * The cells of one row of questions: mostly texts that occur once, some that repeat, one number; now and then a letter
 * beyond ASCII, a character that XML and CSV must escape, and a line break. The same for every kind of file.
 */
export function cellsOf(row: number): (string | number)[] {
  if (row === 0) {
    return header;
  }
  const machine = row % 7 === 0 ? `Maschine „Größe ${row}“` : `machine number ${row}`;
  return [
    `How many parts, bolts & nuts included, has ${machine}?`,
    `${row} parts`,
    `${row * 2} parts and a bolt`,
    `fewer than ${row * 3} parts`,
    row % 11 === 0 ? `"${row * 4}" parts\nor more` : `${row * 4} parts or more`,
    'ABCD'.charAt(row % 4),
    (row % 9) + (row % 2) / 2,
    `Because the plan of hall ${row % 50} gives ${row} parts for ${machine}.`,
    `Machines/Hall ${row % 50}`,
    `hall-${row % 50}, parts`,
  ];
}
