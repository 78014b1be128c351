import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { PlainText } from '../common/http/plain-text.decorator.js';
import { PageQuery } from '../common/pagination/page.dto.js';
import type { AssessmentCountsRow } from './assessment-counts.queries.js';
import { assessmentStatuses, type AssessmentStatus } from './assessment.rules.js';
import { AssessmentView, toAssessmentView } from './assessments.dto.js';
import type { AssessmentRow } from './assessments.queries.js';

export class ListAssessmentsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: assessmentStatuses })
  @IsOptional()
  @IsIn(assessmentStatuses)
  status?: AssessmentStatus;

  @ApiPropertyOptional({ maxLength: 200, description: 'A part of the title; no pattern' })
  @IsOptional()
  @PlainText({ maximum: 200 })
  q?: string;
}

/** How far candidates are with an assessment, over all its versions. */
export class AssessmentCountsView {
  @ApiProperty({ type: 'integer', description: 'Candidates who have begun' })
  started!: number;
  @ApiProperty({ type: 'integer', description: 'Of these, who have not ended yet; closing ends them' })
  inProgress!: number;
  @ApiProperty({ type: 'integer' })
  submitted!: number;
  @ApiProperty({ type: 'integer', description: '0 as long as there is no pass mark' })
  passed!: number;
}

export class AssessmentListItemView extends AssessmentView {
  @ApiProperty()
  counts!: AssessmentCountsView;
}

export class QuotaView {
  @ApiProperty({ type: 'integer', description: 'Assessments that are active now' })
  active!: number;
  @ApiProperty({ type: 'integer', description: 'How many can be active at once' })
  limit!: number;
}

export class AssessmentListView {
  @ApiProperty({ type: [AssessmentListItemView] })
  items!: AssessmentListItemView[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
  @ApiProperty()
  quota!: QuotaView;
}

export function toAssessmentCountsView(row: AssessmentCountsRow | undefined): AssessmentCountsView {
  return {
    started: row?.started ?? 0,
    inProgress: row?.in_progress ?? 0,
    submitted: row?.submitted ?? 0,
    passed: row?.passed ?? 0,
  };
}

export function toAssessmentListItemView(
  row: AssessmentRow,
  counts: AssessmentCountsRow | undefined,
): AssessmentListItemView {
  return { ...toAssessmentView(row), counts: toAssessmentCountsView(counts) };
}
