import { blackboard } from './blackboard.js';
import { brightspace } from './brightspace.js';
import type { RecordLayout } from './record-layout.js';

/** The registry: a layout of lines without a header exists once it has a line here. */
export const recordLayouts: readonly RecordLayout[] = [brightspace, blackboard];
