import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ImportProblem } from './parsers/imported-question.js';

export class ImportProblemView {
  @ApiProperty({ enum: ['error', 'warning', 'loss'] })
  severity!: ImportProblem['severity'];
  @ApiProperty()
  code!: string;
  @ApiProperty()
  message!: string;
  @ApiPropertyOptional()
  sheet?: string;
  @ApiPropertyOptional({
    type: 'integer',
    description:
      'As the spreadsheet counts: from 1, with the header. In formats that are no tables: the questions, from 1',
  })
  row?: number;
  @ApiPropertyOptional({ type: 'integer', description: 'Line of the file, from 1' })
  line?: number;
  @ApiPropertyOptional({ description: 'Of the question that the problem is about' })
  title?: string;
  @ApiPropertyOptional({ description: 'What the file calls the item' })
  identifier?: string;
  @ApiPropertyOptional({ description: 'The header of the column, or its letter' })
  column?: string;
  @ApiPropertyOptional({ type: 'integer' })
  duplicateOfRow?: number;
}

export function toProblemView(problem: ImportProblem): ImportProblemView {
  const { severity, code, message, sheet, row, line, title, identifier, column, duplicateOfRow } = problem;
  return { severity, code, message, sheet, row, line, title, identifier, column, duplicateOfRow };
}
