import { Controller, Get, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Allow } from '../common/access/access.decorators.js';
import { csvTemplate, xlsxTemplate } from './writers/template/template-files.js';
import { workbookMediaType } from './writers/xlsx/workbook.js';

/** The table that the import reads best, to be filled in; the same for everybody. */
@ApiTags('export')
@Controller()
export class ImportTemplateController {
  @Get('import-template.csv')
  @Allow('assessments.read')
  @ApiProduces('text/csv')
  @ApiOkResponse({
    schema: { type: 'string', format: 'binary' },
    description: 'Every column, with a question of each kind',
  })
  csv(): StreamableFile {
    return new StreamableFile(Buffer.from(csvTemplate()), {
      type: 'text/csv; charset=utf-8; header=present',
      disposition: 'attachment; filename="import-template.csv"',
    });
  }

  @Get('import-template.xlsx')
  @Allow('assessments.read')
  @ApiProduces(workbookMediaType)
  @ApiOkResponse({
    schema: { type: 'string', format: 'binary' },
    description: 'The same as a workbook, with drop-downs and a sheet that explains every column',
  })
  async xlsx(): Promise<StreamableFile> {
    return new StreamableFile(await xlsxTemplate(), {
      type: workbookMediaType,
      disposition: 'attachment; filename="import-template.xlsx"',
    });
  }
}
