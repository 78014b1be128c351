import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsObject, Max, Min } from 'class-validator';
import { PlainText } from '../common/http/plain-text.decorator.js';
import { MayBeNull } from '../common/http/presence.decorators.js';
import { lastSpreadsheetRow } from './parsers/limits.js';
import {
  columnMeanings,
  mostNumberedColumns,
  type ColumnMeaning,
} from './parsers/layouts/column-meanings.js';
import { answerReadings, type AnswerReading } from './parsers/read-settings.js';

/** How a person wants a table to be read; what is absent or null is decided by the reader. */
export class ImportMapping {
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 200,
    description: 'Name of the sheet to read',
  })
  @MayBeNull()
  @PlainText({ maximum: 200 })
  sheet?: string | null;

  @ApiPropertyOptional({
    type: 'integer',
    nullable: true,
    minimum: 1,
    maximum: lastSpreadsheetRow,
    description: 'The row that holds the headers, as the spreadsheet counts',
  })
  @MayBeNull()
  @IsInt()
  @Min(1)
  @Max(lastSpreadsheetRow)
  headerRow?: number | null;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string', nullable: true },
    nullable: true,
    description:
      'Column letter to meaning, as GET /import-meanings lists them; null leaves the column out. Other columns: as recognised',
  })
  @MayBeNull()
  @IsObject()
  columns?: Record<string, string | null> | null;

  @ApiPropertyOptional({
    type: String,
    enum: [...answerReadings, null],
    nullable: true,
    description: 'How the right answers name the options',
  })
  @MayBeNull()
  @IsIn(answerReadings)
  answerReading?: AnswerReading | null;
}

export class ColumnMeaningView {
  @ApiProperty({ description: 'Of a numbered meaning the part before the number, as in option_1' })
  name!: string;
  @ApiProperty()
  label!: string;
  @ApiProperty({ enum: ['once', 'several', 'numbered'], description: 'How many columns may mean it' })
  occurs!: ColumnMeaning['occurs'];
}

export class ColumnMeaningListView {
  @ApiProperty({ type: [ColumnMeaningView] })
  items!: ColumnMeaningView[];
  @ApiProperty({ type: 'integer', description: 'The highest number of a numbered meaning' })
  mostNumbered!: number;
}

export function listColumnMeanings(): ColumnMeaningListView {
  return {
    items: columnMeanings.map(({ key, label, occurs }) => ({ name: key, label, occurs })),
    mostNumbered: mostNumberedColumns,
  };
}
