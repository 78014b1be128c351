import { ApiProperty } from '@nestjs/swagger';
import { QuotaView } from './assessment-list.dto.js';

export class PublishObstacleView {
  @ApiProperty({
    enum: ['archived', 'no-questions', 'too-many-questions', 'no-points', 'already-over'],
  })
  code!: string;
  @ApiProperty()
  detail!: string;
}

export class QuestionChangeView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ type: 'integer', description: 'In the draft; of a removed question in the version' })
  position!: number;
  @ApiProperty({ description: 'The first 200 characters' })
  text!: string;
  @ApiProperty({ enum: ['added', 'removed', 'changed'] })
  change!: 'added' | 'removed' | 'changed';
  @ApiProperty({
    enum: ['kind', 'text', 'points', 'content', 'key', 'explanation'],
    isArray: true,
    description: 'What differs, of a changed question',
  })
  parts!: string[];
}

export class VersionChangesView {
  @ApiProperty({ type: 'integer', description: 'The version that the draft is compared with' })
  versionNumber!: number;
  @ApiProperty({ type: [String], description: 'Names of the settings that differ' })
  settings!: string[];
  @ApiProperty({ type: 'integer' })
  addedCount!: number;
  @ApiProperty({ type: 'integer' })
  removedCount!: number;
  @ApiProperty({ type: 'integer' })
  changedCount!: number;
  @ApiProperty()
  isReordered!: boolean;
  @ApiProperty({ type: [QuestionChangeView], description: 'The first 200' })
  questions!: QuestionChangeView[];
}

/** What publishing now would do, as long as nobody changes anything in between: the act itself decides anew. */
export class PublishPreviewView {
  @ApiProperty({ type: [PublishObstacleView], description: 'What stands in the way; empty: nothing' })
  reasons!: PublishObstacleView[];
  @ApiProperty({ type: 'integer' })
  questionCount!: number;
  @ApiProperty()
  maximumPoints!: number;
  @ApiProperty({ description: 'Whether the assessment needs a place among the active ones' })
  activates!: boolean;
  @ApiProperty()
  quota!: QuotaView;
  @ApiProperty({ type: VersionChangesView, nullable: true, description: 'null: never published' })
  changes!: VersionChangesView | null;
}
