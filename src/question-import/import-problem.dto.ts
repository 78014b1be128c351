import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ImportProblem } from './parsers/imported-question.js';

export class ImportProblemView {
  @ApiProperty({ enum: ['error', 'warning'] })
  severity!: 'error' | 'warning';
  @ApiProperty()
  code!: string;
  @ApiProperty()
  message!: string;
  @ApiPropertyOptional()
  sheet?: string;
  @ApiPropertyOptional({ type: 'integer', description: 'As the spreadsheet counts: from 1, with the header' })
  row?: number;
  @ApiPropertyOptional({ description: 'The header of the column, or its letter' })
  column?: string;
  @ApiPropertyOptional({ type: 'integer' })
  duplicateOfRow?: number;
}

export function toProblemView(problem: ImportProblem): ImportProblemView {
  const { severity, code, message, sheet, row, column, duplicateOfRow } = problem;
  return { severity, code, message, sheet, row, column, duplicateOfRow };
}
